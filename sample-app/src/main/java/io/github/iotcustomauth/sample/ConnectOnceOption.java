package io.github.iotcustomauth.sample;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * An option of the {@code --connect-once} mode. The names are those of AWS's custom
 * authorizer samples: first those of the present samples, then those of the earlier ones.
 */
enum ConnectOnceOption {

	/** Endpoint of the account. */
	ENDPOINT("endpoint", null, "IoT endpoint, a host name without scheme and port", "endpoint"),

	/** Name of the authorizer. */
	AUTHORIZER_NAME("authorizer-name", null, "custom authorizer, without it the default one", "authorizer_name",
			"custom_auth_authorizer_name"),

	/** User name. */
	USERNAME("username", null, "user name for the authorizer", "auth_username", "custom_auth_username"),

	/** Password. */
	PASSWORD("password", "AWS_IOT_PASSWORD", "password for the authorizer", "auth_password", "custom_auth_password"),

	/** Name of the parameter with the token. */
	TOKEN_KEY_NAME("token-key-name", null, "name of the parameter that carries the signed token", "auth_token_key_name",
			"custom_auth_token_key_name", "custom_auth_token_name"),

	/** Token. */
	TOKEN_VALUE("token-value", "AWS_IOT_TOKEN_VALUE", "the signed token", "auth_token_key_value",
			"custom_auth_token_key_value", "custom_auth_token_value"),

	/** Signature of the token. */
	SIGNATURE("token-signature", "AWS_IOT_TOKEN_SIGNATURE", "signature of the token, in base64", "auth_signature",
			"custom_auth_authorizer_signature"),

	/** Client id. */
	CLIENT_ID("client-id", null, "client id, by default sample-app-<random>", "client_id", "clientId", "client-id"),

	/** Transport. */
	TRANSPORT("transport", null, "'websocket', the default, or 'tls'", "transport"),

	/** Port. */
	PORT("port", null, "port, 443 by default", "port"),

	/** Trusted certificates. */
	CA_FILE("ssl.bundle", null, "PEM file with the certificates to trust, by default those of the JVM", "ca_file");

	/** Prefix of the properties. */
	static final String PREFIX = "aws.iot.custom-auth.";

	private static final String FILE_SUFFIX = "_file";

	private final String property;

	private final @Nullable String variable;

	private final String description;

	/** Separated by spaces: a list would be mutable. */
	private final String names;

	ConnectOnceOption(String property, @Nullable String variable, String description, String... names) {
		this.property = PREFIX + property;
		this.variable = variable;
		this.description = description;
		this.names = Arrays.stream(names).map((name) -> "--" + name).collect(Collectors.joining(" "));
	}

	/**
	 * Find an option.
	 * @param name one of its names, or of the names of the file with its value
	 * @return the option
	 */
	static Optional<ConnectOnceOption> of(String name) {
		return Arrays.stream(values())
			.filter((option) -> option.names().contains(name) || option.fileNames().contains(name))
			.findFirst();
	}

	/**
	 * Return whether a name is that of a file with a value.
	 * @param name the name, with its dashes
	 * @return whether the value is the location of the value
	 */
	boolean isFile(String name) {
		return fileNames().contains(name);
	}

	private List<String> names() {
		return List.of(this.names.split(" "));
	}

	private List<String> fileNames() {
		return isSecret() ? names().stream().map((name) -> name + FILE_SUFFIX).toList() : List.of();
	}

	/**
	 * Return whether the value may be a secret.
	 * @return whether it can come from a file or the environment instead
	 */
	boolean isSecret() {
		return this.variable != null;
	}

	/**
	 * Return the environment variable with the value of an option that is not given.
	 * @return the variable, only a secret has one
	 */
	@Nullable String variable() {
		return this.variable;
	}

	String property() {
		return this.property;
	}

	/**
	 * Return the name that AWS's present samples have for the option.
	 * @return the name, with its dashes
	 */
	String title() {
		return names().get(0);
	}

	/**
	 * Return the line about the option in the help, and one about its other sources.
	 * @return the lines
	 */
	String help() {
		String line = "  %-24s %s".formatted(title(), this.description);
		Stream<String> others = names().stream().skip(1);
		if (isSecret()) {
			line += "%n  %-24s or %s%s <file>, or the environment variable %s".formatted("", title(), FILE_SUFFIX,
					this.variable);
		}
		String also = String.join(", ", others.toList());
		return also.isEmpty() ? line : line + "%n  %-24s also: %s".formatted("", also);
	}

}
