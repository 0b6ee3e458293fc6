package io.github.iotcustomauth.local.gateway;

/**
 * Why a connection attempt is refused.
 *
 * @param code the MQTT 5 reason code; MQTT 3.1.1 clients are told nothing
 * @param rule the rule that was broken, for the log
 */
record Refusal(int code, String rule) {

	static Refusal notAuthorized(String rule) {
		return new Refusal(ReasonCode.NOT_AUTHORIZED, rule);
	}

}
