from servicekit.improvement._action import Action as Action
from servicekit.improvement._action import ActionKind as ActionKind
from servicekit.improvement._action import register_balance as register_balance
from servicekit.improvement._callback import callback_effect as callback_effect
from servicekit.improvement._prevented import prevented_complaints as prevented_complaints
from servicekit.improvement._prevention_value import prevention_value as prevention_value
from servicekit.improvement._register import ActionRegister as ActionRegister
from servicekit.improvement._steps import ActionStep as ActionStep
from servicekit.improvement._target import Target as Target
from servicekit.improvement._verified_effect import verify_effect as verify_effect

# reachable, not listed
from servicekit.improvement._action import RegisterBalance as RegisterBalance
from servicekit.improvement._callback import CallbackEffect as CallbackEffect
from servicekit.improvement._prevention_value import PreventionValue as PreventionValue
from servicekit.improvement._steps import ActionEvent as ActionEvent
from servicekit.improvement._steps import ActionState as ActionState
from servicekit.improvement._target import TargetStatus as TargetStatus
from servicekit.improvement._target import TargetVerdict as TargetVerdict
from servicekit.improvement._verified_effect import EffectVerdict as EffectVerdict
from servicekit.improvement._verified_effect import VerifiedEffect as VerifiedEffect
