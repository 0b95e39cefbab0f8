package programs

const randomPrograms = 0

func randomProgram(seed uint64) string { return "" }
