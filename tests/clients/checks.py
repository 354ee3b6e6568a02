"""What schemathesis looks at besides its own checks, which expect a status of 4xx for every wrong value.

A value that does not fit its question is an outcome here, so that the chatbot reads what to ask for: status 200 and
`invalid_input`. A number, or true and false, is taken as its text where a text is asked for, since models send them so. A
call that is not as described never gets an answer.
"""

import schemathesis
from schemathesis import GenerationMode


@schemathesis.check
def wrong_calls_get_no_answer(_context, response, case):
    is_wrong = case.meta is not None and case.meta.generation.mode == GenerationMode.NEGATIVE
    if is_wrong and response.status_code == 200:
        outcome = response.json()
        assert outcome["outcome"] != "answer" and "data" not in outcome, "a call that is not as described got an answer"
