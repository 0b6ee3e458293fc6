package io.github.iotcustomauth.sample;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;

/**
 * The authorizer as a Lambda function. The local endpoint runs this class, and so does
 * AWS: it knows the JDK and the interfaces of Lambda only.
 */
public class AuthorizerFunction implements RequestHandler<Map<String, Object>, Map<String, Object>> {

	private final Properties devices = new Properties();

	private final String policy;

	public AuthorizerFunction() throws IOException {
		try (InputStream devices = open("/devices.properties"); InputStream policy = open("/thermometer-policy.json")) {
			this.devices.load(devices);
			this.policy = new String(policy.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	private static InputStream open(String resource) {
		return Objects.requireNonNull(AuthorizerFunction.class.getResourceAsStream(resource), resource);
	}

	@Override
	public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
		Map<?, ?> mqtt = child(child(event, "protocolData"), "mqtt");
		// the user name carries the query, the password is base64
		String user = text(mqtt, "username").split("\\?", 2)[0];
		boolean genuine = isGenuine(user, Base64.getDecoder().decode(text(mqtt, "password")));
		if (!genuine) {
			context.getLogger().log("Unknown device, or another password");
		}
		return Map.of("isAuthenticated", genuine, "principalId", genuine ? user : "unknown", "policyDocuments",
				genuine ? List.of(this.policy) : List.of(), "refreshAfterInSeconds", 300, "disconnectAfterInSeconds",
				86400);
	}

	private boolean isGenuine(String user, byte[] password) {
		String expected = this.devices.getProperty(user);
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(password);
			return expected != null && MessageDigest.isEqual(HexFormat.of().parseHex(expected), digest);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Map<?, ?> child(Map<?, ?> map, String name) {
		return (map.get(name) instanceof Map<?, ?> child) ? child : Map.of();
	}

	private static String text(Map<?, ?> map, String name) {
		return (map.get(name) instanceof String text) ? text : "";
	}

}
