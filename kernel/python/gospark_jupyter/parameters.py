"""Parameters of papermill as Go: papermill IN.ipynb OUT.ipynb -p n 10."""

import json
import math

from papermill.engines import NBClientEngine
from papermill.translators import Translator, papermill_translators


class GoTranslator(Translator):
    """Writes parameters as Go's short variable declarations."""

    @classmethod
    def translate_none(cls, val):
        return "any(nil)"

    @classmethod
    def translate_bool(cls, val):
        return "true" if val else "false"

    @classmethod
    def translate_int(cls, val):
        if not -(2**63) <= val < 2**63:
            raise ValueError(f"{val} doesn't fit in Go's int")
        return str(val)

    @classmethod
    def translate_float(cls, val):
        if math.isnan(val):
            return "math.NaN()"
        if math.isinf(val):
            return f"math.Inf({1 if val > 0 else -1})"
        text = repr(val)
        return text if any(c in text for c in ".e") else text + ".0"

    @classmethod
    def translate_str(cls, val):
        # JSON's escapes are Go's, but for surrogate pairs, which ensure_ascii would write.
        return json.dumps(str(val), ensure_ascii=False).replace("\x7f", "\\x7f")

    @classmethod
    def translate_escaped_str(cls, val):
        return cls.translate_str(val)

    @classmethod
    def translate_list(cls, val):
        return f"[]{common(val)}{{{', '.join(cls.translate(v) for v in val)}}}"

    @classmethod
    def translate_dict(cls, val):
        items = ", ".join(f"{cls.translate_str(k)}: {cls.translate(v)}" for k, v in val.items())
        return f"map[string]{common(val.values())}{{{items}}}"

    @classmethod
    def comment(cls, cmd_str):
        return f"// {cmd_str}".strip()

    @classmethod
    def assign(cls, name, str_val):
        return f"{name} := {str_val}"


TYPES = {bool: "bool", int: "int", float: "float64", str: "string"}


def common(values):
    """The Go type that all of the values have, or any."""
    types = {TYPES.get(type(v), "any") for v in values}
    return types.pop() if len(types) == 1 else "any"


papermill_translators.register("go", GoTranslator)


class Engine(NBClientEngine):
    """papermill's own engine, under a name by which it loads this module."""
