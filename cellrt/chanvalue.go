package cellrt

import "reflect"

// What the interpreter does with channels, which it knows by reflection.

// RecvValue is Recv2 of a channel.
func RecvValue(c reflect.Value) (v reflect.Value, ok bool) {
	_, v, ok = Select([]reflect.SelectCase{{Dir: reflect.SelectRecv, Chan: c}})
	return v, ok
}

// SendValue sends v to a channel.
func SendValue(c, v reflect.Value) {
	Select([]reflect.SelectCase{{Dir: reflect.SelectSend, Chan: c, Send: v}})
}

// Select is reflect.Select that an interrupt of the cell ends.
func Select(cases []reflect.SelectCase) (chosen int, recv reflect.Value, ok bool) {
	done := Done()
	if done == nil {
		return reflect.Select(cases)
	}
	n := len(cases)
	cases = append(cases[:n:n], reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(done)})
	for _, c := range cases {
		if c.Dir == reflect.SelectDefault {
			return reflect.Select(cases[:n])
		}
	}
	if chosen, recv, ok = reflect.Select(cases); chosen == n {
		End()
	}
	return chosen, recv, ok
}
