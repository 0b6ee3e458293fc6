package io.github.iotcustomauth.autoconfigure;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.iotcustomauth.internal.text.PrintableText;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * The property that people paste a URL into.
 *
 * @param value the value of the property
 */
record EndpointProperty(@Nullable String value) {

	static final String KEY = InvalidIotPropertyException.key("endpoint");

	private static final String PORT = InvalidIotPropertyException.key("port");

	private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_])?");

	private static final Pattern PASTED = Pattern.compile("\\s*[\"']?(?<scheme>\\w+://)?(?<user>[^/?#\\s]*@)?(?<host>"
			+ HOST + ")(?::(?<port>\\d{1,5}))?[\"']?\\s*(?<rest>[/?#][^@]*)?", Pattern.DOTALL);

	// what may be a part of the credentials that a URL brings along
	private static final Pattern PERHAPS_SECRET = Pattern.compile("[@/?#:;&=]");

	/**
	 * The host name.
	 * @return the host name
	 * @throws InvalidIotPropertyException if the value is something else
	 */
	String hostName() {
		if (!StringUtils.hasText(this.value)) {
			throw new InvalidIotPropertyException(KEY, null, "No endpoint is configured",
					"Set '%s' to %s. ".formatted(KEY, AwsEndpoint.DESCRIBE)
							+ "To develop without AWS, add the module 'iot-custom-auth-spring-boot-local'. "
							+ "To do without the connection, set '%s' to 'false'."
								.formatted(InvalidIotPropertyException.key("enabled")));
		}
		if (!HOST.matcher(this.value).matches()) {
			throw new InvalidIotPropertyException(KEY, shown(this.value), reason(this.value), cure(this.value));
		}
		AwsEndpoint aws = new AwsEndpoint(this.value);
		String reason = aws.reason();
		if (reason != null) {
			throw new InvalidIotPropertyException(KEY, this.value, reason,
					"Set '%s' to %s.".formatted(KEY, aws.correction()));
		}
		return this.value;
	}

	/**
	 * Check the port.
	 * @param port the port of the endpoint
	 * @return the port
	 * @throws InvalidIotPropertyException if AWS IoT Core has no custom authorizers there
	 */
	int port(int port) {
		if (this.value != null && new AwsEndpoint(this.value).isIot() && port != AwsEndpoint.PORT) {
			throw new InvalidIotPropertyException(PORT, port, "AWS IoT Core offers custom authorizers on port 443 only",
					"Remove '%s', or set it to '443'.".formatted(PORT));
		}
		return port;
	}

	private static String reason(String value) {
		if (value.contains("://")) {
			return "The endpoint must be a host name, without a scheme";
		}
		if (value.contains("\"") || value.contains("'")) {
			return "The endpoint must be a host name, without quotes";
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
		AwsEndpoint aws = new AwsEndpoint(pasted.group("host"));
		String host = "Set '%s' to %s".formatted(KEY, aws.correction());
		String port = pasted.group("port");
		if (port == null) {
			return host + ".";
		}
		return aws.isIot() ? host + ", without a port: AWS IoT Core offers custom authorizers on 443 only, the default."
				: host + " and '%s' to '%s'.".formatted(PORT, port);
	}

	// a URL may bring credentials before its host, in its path, query and fragment
	private static @Nullable String shown(String value) {
		Matcher pasted = PASTED.matcher(value);
		if (!pasted.matches()) {
			return PERHAPS_SECRET.matcher(value).find() ? null : PrintableText.of(value);
		}
		StringBuilder shown = new StringBuilder(value.substring(0, pasted.start("host")));
		if (pasted.group("user") != null) {
			shown.replace(pasted.start("user"), shown.length(), "******@");
		}
		shown.append(value, pasted.start("host"),
				(pasted.group("rest") != null) ? pasted.start("rest") : value.length());
		return PrintableText.of(shown.append((pasted.group("rest") != null) ? "/******" : ""));
	}

}
