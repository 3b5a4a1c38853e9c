package datamap

// Declarations are what the organisation says of itself and of its data. They
// are kept with the scan, so that a report can be rendered again. No secret is
// among them.
type Declarations struct {
	Organisation Organisation      `json:"organisation"`
	Mechanisms   map[string]string `json:"mechanisms,omitempty"` // source name -> scc, bcr, dpf, consent, ...
}

// Organisation is who answers for the data.
type Organisation struct {
	Name           string         `json:"name,omitempty"`
	Role           string         `json:"role,omitempty"`           // controller, processor
	Establishments []string       `json:"establishments,omitempty"` // ISO 3166-1 or -2: DE, US-CA
	Targets        []string       `json:"targets,omitempty"`
	Facts          map[string]any `json:"facts,omitempty"` // thresholds: annual_revenue_usd, consumers, ...
}
