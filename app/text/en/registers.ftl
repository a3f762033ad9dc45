# Names of data sets, for every page that says where something comes from or is written to.
data-set-population-persons = the population register
data-set-population-households = the household register
data-set-population-registrations = the household register
data-set-marriages-marriages = the marriage register
data-set-births-certificates = the register of birth certificates
data-set-births-deliveries = the hospital's delivery record
data-set-births-issues = the register of birth certificates
data-set-insurance-persons = the medical insurance register
data-set-insurance-enrolments = the medical insurance register
data-set-insurance-maternity-claims = the maternity benefit register
data-set-licences-licences = the store of e-licences
data-set-directory-offices = the directory of offices
data-set-social-cards-applications = the register of social security cards
data-set-health-fertility-registrations = the fertility register
data-set-health-parenting-guidance = the parenting guidance register
data-set-health-childcare-allowances = the childcare allowance register
data-set-civil-affairs-old-age-allowances = the old-age allowance register
