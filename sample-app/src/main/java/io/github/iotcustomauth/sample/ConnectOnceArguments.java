package io.github.iotcustomauth.sample;

import java.nio.CharBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.util.StringUtils;

/**
 * The options of the {@code --connect-once} mode, translated to properties. Their names
 * are those of AWS's custom authorizer samples for C++ and Node, where an empty value
 * counts as none.
 *
 * @param properties the properties
 * @param signingRegion whether the option was given that a custom authorizer has no use
 * for
 */
record ConnectOnceArguments(Map<String, Object> properties, boolean signingRegion) {

	private static final String MODE = "--connect-once";

	private static final String PREFIX = "aws.iot.custom-auth.";

	private static final String BUNDLE = "connect-once";

	private static final String ENDPOINT = "endpoint";

	private static final String SIGNING_REGION = "signing_region";

	private static final String CA_FILE = "ca_file";

	private static final Map<String, String> PROPERTIES = new LinkedHashMap<>();

	static {
		PROPERTIES.put(ENDPOINT, PREFIX + "endpoint");
		PROPERTIES.put("client_id", PREFIX + "client-id");
		PROPERTIES.put("custom_auth_username", PREFIX + "username");
		PROPERTIES.put("custom_auth_authorizer_name", PREFIX + "authorizer-name");
		PROPERTIES.put("custom_auth_authorizer_signature", PREFIX + "token-signature");
		PROPERTIES.put("custom_auth_password", PREFIX + "password");
		PROPERTIES.put("custom_auth_token_name", PREFIX + "token-key-name");
		PROPERTIES.put("custom_auth_token_value", PREFIX + "token-value");
		PROPERTIES.put("transport", PREFIX + "transport");
		PROPERTIES.put("port", PREFIX + "port");
		PROPERTIES.put(CA_FILE, "spring.ssl.bundle.pem." + BUNDLE + ".truststore.certificate");
	}

	/**
	 * Whether the mode is asked for.
	 * @param args the arguments of the application
	 * @return whether {@code --connect-once} is among them
	 */
	static boolean isRequested(String[] args) {
		return Arrays.asList(args).contains(MODE);
	}

	/**
	 * Translate the arguments.
	 * @param args the arguments, each option as {@code --name value} or
	 * {@code --name=value}
	 * @return the translation
	 * @throws IllegalArgumentException if an option is unknown, lacks its value or is
	 * missing; the message names the options and no value
	 */
	static ConnectOnceArguments parse(String[] args) {
		Map<String, String> options = options(List.of(args).iterator());
		if (!StringUtils.hasLength(options.get(ENDPOINT))) {
			throw new IllegalArgumentException("Option '--endpoint' is missing. " + usage());
		}
		Map<String, Object> properties = new LinkedHashMap<>();
		PROPERTIES.forEach((option, property) -> {
			String value = options.get(option);
			if (StringUtils.hasLength(value)) {
				properties.put(property, option.equals(CA_FILE) ? Path.of(value).toUri().toString() : literal(value));
			}
		});
		if (StringUtils.hasLength(options.get(CA_FILE))) {
			properties.put(PREFIX + "ssl.bundle", BUNDLE);
		}
		return new ConnectOnceArguments(properties, options.containsKey(SIGNING_REGION));
	}

	private static Map<String, String> options(Iterator<String> args) {
		Map<String, String> options = new LinkedHashMap<>();
		while (args.hasNext()) {
			String arg = args.next();
			if (arg.equals(MODE)) {
				continue;
			}
			int equals = arg.indexOf('=');
			String option = (equals != -1) ? arg.substring(0, equals) : arg;
			requireKnown(option);
			options.put(option.substring(2), (equals != -1) ? arg.substring(equals + 1) : next(option, args));
		}
		return options;
	}

	private static void requireKnown(String option) {
		if (!option.startsWith("--")) {
			// not shown: it may be a part of a password with spaces
			throw new IllegalArgumentException("There is a value without an option. " + usage());
		}
		String name = option.substring(2);
		if (!PROPERTIES.containsKey(name) && !name.equals(SIGNING_REGION)) {
			throw new IllegalArgumentException("Unknown option '" + option + "'. " + usage());
		}
	}

	private static String next(String option, Iterator<String> args) {
		String value = args.hasNext() ? args.next() : "--";
		if (value.startsWith("--")) {
			throw new IllegalArgumentException(
					"Option '%s' needs a value; one that starts with '--' goes into '%s=…'".formatted(option, option));
		}
		return value;
	}

	// placeholders are looked for in strings only, and a password may look like one
	private static CharSequence literal(String value) {
		return CharBuffer.wrap(value);
	}

	private static String usage() {
		return "The options of " + MODE + " are --" + SIGNING_REGION + ", --"
				+ String.join(", --", PROPERTIES.keySet());
	}

	/**
	 * Leaves out the properties, which may be secrets.
	 */
	@Override
	public String toString() {
		return "ConnectOnceArguments" + this.properties.keySet();
	}

}
