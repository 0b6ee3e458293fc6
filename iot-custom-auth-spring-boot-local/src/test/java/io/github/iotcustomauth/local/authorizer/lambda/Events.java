package io.github.iotcustomauth.local.authorizer.lambda;

import java.util.List;
import java.util.Map;

import io.github.iotcustomauth.local.authorizer.AuthorizerEvent;

/**
 * Events for tests.
 */
final class Events {

	private Events() {
	}

	/**
	 * An event of the user {@code alice}, whose password is {@code wonderland}.
	 */
	static AuthorizerEvent alice() {
		return new AuthorizerEvent(null, false, List.of("tls", "http", "mqtt"),
				new AuthorizerEvent.ProtocolData(new AuthorizerEvent.Tls("localhost"),
						new AuthorizerEvent.Http(Map.of("x-key", "k3y"), "a=b"),
						new AuthorizerEvent.Mqtt("alice", "d29uZGVybGFuZA==", "c-1")),
				new AuthorizerEvent.ConnectionMetadata("id"));
	}

}
