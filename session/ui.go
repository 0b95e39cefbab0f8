package session

import (
	"context"

	"gospark/cell"
)

// ui tells the link to the status page. It has the page's token, so it is shown at a
// terminal alone, and never where it would be kept: a notebook, a file.
func (s *Session) ui(_ context.Context, _ string, sink cell.Sink) error {
	if s.page == nil {
		return commandError("there is no status page", "start without --conf spark.ui.enabled=false")
	}
	if to, ok := sink.(cell.OutputSink); !ok || !to.Direct() {
		return commandError(":ui is for the prompt: its link is for you alone", "sc.UIWebURL() is the page's address, without the key to it")
	}
	link, err := s.page.Link()
	if err != nil {
		return commandError(err.Error(), "")
	}
	sink.Text(link + "\n")
	return nil
}
