package io.github.iotcustomauth.local.gateway;

/**
 * Names of the handlers that others are placed around.
 */
final class Pipeline {

	static final String TLS = "tls";

	static final String DEADLINE = "deadline";

	static final String CONNECT = "connect";

	static final String RULES = "rules";

	private Pipeline() {
	}

}
