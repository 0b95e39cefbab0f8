package spark

// A SortOption is an Order or a number of Partitions.
type SortOption interface{ sortOption() }

// Order is the direction of a sort.
type Order bool

// The two directions; a sort without one is Ascending.
const (
	Ascending  Order = true
	Descending Order = false
)

// Partitions is the number of partitions of a sort's result.
type Partitions int

// String is Ascending or Descending.
func (o Order) String() string {
	if o == Ascending {
		return "Ascending"
	}
	return "Descending"
}

func (Order) sortOption()      {}
func (Partitions) sortOption() {}

// sortOptions reads options; n is the number of partitions when none asks for another.
func sortOptions(op string, options []SortOption, n int) (Order, int) {
	order := Ascending
	for _, o := range options {
		switch o := o.(type) {
		case Order:
			order = o
		case Partitions:
			n = partitionCount(op, int(o))
		}
	}
	return order, n
}
