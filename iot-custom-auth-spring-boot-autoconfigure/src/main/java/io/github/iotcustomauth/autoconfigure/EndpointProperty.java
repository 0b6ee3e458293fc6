package io.github.iotcustomauth.autoconfigure;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * The property that people paste a URL into.
 *
 * @param value the value of the property
 */
record EndpointProperty(@Nullable String value) {

	static final String KEY = InvalidIotPropertyException.key("endpoint");

	private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_])?");

	private static final Pattern PASTED = Pattern
		.compile("\\s*(?:\\w+://)?(?:[^/@\\s]*@)?(?<host>" + HOST + ")(?::(?<port>\\d+))?\\s*(?:[/?#].*)?");

	/**
	 * The host name.
	 * @return the host name
	 * @throws InvalidIotPropertyException if the value is something else
	 */
	String hostName() {
		if (!StringUtils.hasText(this.value)) {
			throw new InvalidIotPropertyException(KEY, null, "No endpoint is configured",
					"Set '%s' to the host name that 'aws iot describe-endpoint --endpoint-type iot:Data-ATS' prints. "
						.formatted(KEY) + "To develop without AWS, add the module 'iot-custom-auth-spring-boot-local'. "
							+ "To do without the connection, set '%s' to 'false'."
								.formatted(InvalidIotPropertyException.key("enabled")));
		}
		if (!HOST.matcher(this.value).matches()) {
			throw new InvalidIotPropertyException(KEY, withoutSecrets(this.value), reason(this.value),
					cure(this.value));
		}
		return this.value;
	}

	private static String reason(String value) {
		if (value.contains("://")) {
			return "The endpoint must be a host name, without a scheme";
		}
		if (StringUtils.containsWhitespace(value)) {
			return "The endpoint must be a host name, without spaces";
		}
		if (value.contains("/")) {
			return "The endpoint must be a host name, without a path";
		}
		if (value.contains(":")) {
			return "The endpoint must be a host name, without a port";
		}
		return "The endpoint must be a host name";
	}

	private static String cure(String value) {
		Matcher pasted = PASTED.matcher(value);
		if (!pasted.matches()) {
			return "Set '%s' to a host name such as 'a1b2c3d4e5f6g7-ats.iot.eu-west-1.amazonaws.com'.".formatted(KEY);
		}
		String host = "Set '%s' to '%s'".formatted(KEY, pasted.group("host"));
		String port = pasted.group("port");
		return (port != null) ? host + " and '%s' to '%s'.".formatted(InvalidIotPropertyException.key("port"), port)
				: host + ".";
	}

	// a URL may bring credentials before its host and in its query
	private static String withoutSecrets(String value) {
		return value.replaceAll("[^/@\\s]*@", "******@").replaceAll("(?s)\\?.*", "?******");
	}

}
