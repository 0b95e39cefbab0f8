"""jupyter_kernel_test: every attribute is set, and no test is left out."""

import jupyter_kernel_test


class GoSpark(jupyter_kernel_test.KernelTests):
    kernel_name = "gospark"
    language_name = "go"
    file_extension = ".go"
    code_hello_world = 'fmt.Println("hello, world")'
    code_stderr = 'fmt.Fprintln(os.Stderr, "oops")'
    completion_samples = [
        {"text": "strings.Rep", "matches": {"Repeat", "Replace", "ReplaceAll", "Replacer"}},
        {"text": "sc.Paralleli"},
    ]
    complete_code_samples = ["1 + 1", "x := 1", "func f() int {\n\treturn 1\n}", ":vars", "strings.Cut?"]
    incomplete_code_samples = ["func f() {", "for i := range 3 {", "x := (1 +", "sc.Range(0, 10, 1)."]
    invalid_code_samples = ["x := )", "func 3 {}"]
    code_page_something = "strings.Cut?"
    code_generate_error = 'panic("boom")'
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": '"a" + "b"', "result": "ab"},
        {"code": "[]int{1, 2}", "result": "[1, 2]"},
        {"code": "sc.Parallelize([]int{1, 2, 3}, 2).Map(func(x int) int { return x * x }).Collect()", "result": "[1, 4, 9]"},
    ]
    code_display_data = [
        {"code": 'display.Show(display.HTML("<b>x</b>"))', "mime": "text/html"},
        {"code": "display.Show(display.PNG([]byte{1, 2}))", "mime": "image/png"},
        {"code": "%%markdown\n# x", "mime": "text/markdown"},
    ]
    code_history_pattern = "6?*7"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "strings.Repeat"
    code_clear_output = "display.Clear(false)"


class Welcome(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "gospark"
    support_iopub_welcome = True


# The base classes are no tests of their own.
del jupyter_kernel_test
