package io.github.iotcustomauth.local.internal.http;

import java.nio.charset.StandardCharsets;

import io.github.iotcustomauth.local.DataPlaneException;
import io.github.iotcustomauth.local.DataPlaneException.Reason;
import io.github.iotcustomauth.local.internal.protocol.Limits;
import org.jspecify.annotations.Nullable;

/**
 * What the parameters of calls must obey.
 */
final class CallRules {

	private CallRules() {
	}

	static void requireClientId(String clientId) {
		require(!clientId.isEmpty() && !clientId.startsWith("$")
				&& clientId.getBytes(StandardCharsets.UTF_8).length <= Limits.CLIENT_ID_BYTES,
				"the client id is empty, begins with $, or is longer than " + Limits.CLIENT_ID_BYTES + " bytes");
	}

	static void require(boolean condition, @Nullable String rule) {
		if (!condition) {
			throw new DataPlaneException(Reason.INVALID_REQUEST, String.valueOf(rule));
		}
	}

	static DataPlaneException notFound(String message) {
		return new DataPlaneException(Reason.NOT_FOUND, message);
	}

}
