"""Plans that several tests read."""

MINIMAL = """title = "Readmissions"
source = "visits.csv"

[[measure]]
name = "readmitted"
type = "proportion"
numerator = "readmitted = 'yes'"
better = "lower"
"""

EXAMPLE = """title  = "Type 1 diabetes: emergency visits and control"
source = "t1d.parquet"            # path, folder of FHIR ndjson, or a database address: duckdb://, postgres://, spark://...
person = "patient_id"
date   = "visit_date"
every  = "month"                  # day week month quarter year

[[measure]]
name        = "ed_visits"
title       = "Emergency department visits"
kind        = "outcome"           # outcome | process | balancing
type        = "rate"              # proportion | rate | mean
numerator   = "ed_visits"
denominator = "enrolled_days / 365.25"
per         = 100                 # shown per 100 child-years
better      = "lower"
unit        = "visits per 100 child-years"
why         = "Families told us a night in the ED is what they fear most."   # chosen with, and meaningful to, those concerned

[[stratum]]
name      = "race"
title     = "Race and ethnicity"
column    = "race_ethnicity"
construct = "social"              # the page says what that means: not biology; look for racism and exclusion
reference = "best"                # best | largest | overall | a group's name
missing   = "show"                # unknown and declined are groups of their own, never dropped in silence

[[stratum]]
name   = "poverty"
link   = { table = "tracts.csv", on = "tract", column = "poverty_rate", quantiles = 5 }   # neighbourhood linkage
ordered = true

[protect]
threshold = 11                    # no count from 1 to 10, nor anything that reveals one
"""
