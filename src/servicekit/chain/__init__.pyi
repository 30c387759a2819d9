from servicekit.chain._chain import Chain as Chain
from servicekit.chain._chain_record import ChainRecord as ChainRecord
from servicekit.chain._chain_record import chain_from as chain_from
from servicekit.chain._chain_record import chain_record as chain_record
from servicekit.chain._figures import Provenance as Provenance
from servicekit.chain._figures import assumed as assumed
from servicekit.chain._figures import own as own
from servicekit.chain._figures import published as published
from servicekit.chain._recovery_chain import recovery_chain as recovery_chain
from servicekit.chain._satisfaction_chain import satisfaction_chain as satisfaction_chain
from servicekit.chain._stages import Stage as Stage

# reachable, not listed
from servicekit.chain._figures import Figure as Figure
from servicekit.chain._provenance import ProvenanceTable as ProvenanceTable
from servicekit.chain._satisfaction_chain import PointWorth as PointWorth
from servicekit.chain._sensitivity import Influence as Influence
from servicekit.chain._sensitivity import Sensitivity as Sensitivity
from servicekit.chain._stages import ChainRun as ChainRun
from servicekit.chain._stages import StageValue as StageValue
from servicekit.chain._what_if import WhatIf as WhatIf
from servicekit.chain._what_if import WhatIfCurve as WhatIfCurve
from servicekit.chain._worth_of_knowing import Knowing as Knowing
from servicekit.chain._worth_of_knowing import WorthOfKnowing as WorthOfKnowing
