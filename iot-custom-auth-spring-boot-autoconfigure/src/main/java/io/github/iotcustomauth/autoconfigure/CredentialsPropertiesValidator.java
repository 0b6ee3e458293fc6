package io.github.iotcustomauth.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.github.iotcustomauth.autoconfigure.IotCustomAuthProperties.Oauth2;
import io.github.iotcustomauth.autoconfigure.IotCustomAuthProperties.Oauth2.SendAs;
import io.github.iotcustomauth.autoconfigure.IotCustomAuthProperties.TokenFormat;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Checks which properties are set together: password, token and signature come from one
 * place each, and a token is complete.
 *
 * @param properties the properties
 */
record CredentialsPropertiesValidator(IotCustomAuthProperties properties) {

	private static final String TOKEN_KEY_NAME = InvalidIotPropertyException.key("token-key-name");

	private static final String TOKEN_VALUE = InvalidIotPropertyException.key("token-value");

	private static final String REGISTRATION = InvalidIotPropertyException.key("oauth2.registration");

	private static final String TOKEN_SIGNATURE = InvalidIotPropertyException.key("token-signature");

	/**
	 * Check the properties.
	 * @throws InvalidIotPropertyException if they contradict each other or do not suffice
	 */
	void validate() {
		atMostOne("the password", passwords());
		atMostOne("the token", values());
		atMostOne("the signature of the token", signatures());
		requireCompleteToken();
	}

	private List<String> passwords() {
		List<String> keys = new ArrayList<>();
		addIfSet(keys, "password", this.properties.getPassword());
		addIfSet(keys, "password-file", this.properties.getPasswordFile());
		addIf(keys, "oauth2.registration", sendsAccessTokenAs(SendAs.PASSWORD));
		return keys;
	}

	private List<String> values() {
		List<String> keys = new ArrayList<>();
		addIfSet(keys, "token-value", this.properties.getTokenValue());
		addIfSet(keys, "token-file", this.properties.getTokenFile());
		addIf(keys, "oauth2.registration", sendsAccessTokenAs(SendAs.TOKEN));
		return keys;
	}

	private List<String> signatures() {
		boolean jwt = this.properties.getTokenFormat() == TokenFormat.JWT;
		List<String> keys = new ArrayList<>();
		addIfSet(keys, "token-signature", this.properties.getTokenSignature());
		addIfSet(keys, "token-signing.private-key", this.properties.getTokenSigning().getPrivateKey());
		addIfSet(keys, "token-signing.bundle", this.properties.getTokenSigning().getBundle());
		addIf(keys, "token-format", jwt);
		// saying both is no contradiction
		addIf(keys, "oauth2.send-as", !jwt && sendsAccessTokenAs(SendAs.TOKEN));
		return keys;
	}

	private boolean sendsAccessTokenAs(SendAs sendAs) {
		Oauth2 oauth2 = this.properties.getOauth2();
		return StringUtils.hasLength(oauth2.getRegistration()) && oauth2.getSendAs() == sendAs;
	}

	private static void addIfSet(List<String> keys, String name, @Nullable String value) {
		addIf(keys, name, StringUtils.hasLength(value));
	}

	private static void addIf(List<String> keys, String name, boolean present) {
		if (present) {
			keys.add(InvalidIotPropertyException.key(name));
		}
	}

	private static void atMostOne(String what, List<String> keys) {
		if (keys.size() > 1) {
			String quoted = quoted(keys);
			throw new InvalidIotPropertyException(keys.get(1), null,
					"Only one property can supply %s, but several do: %s".formatted(what, quoted),
					"Leave one of %s and remove the rest.".formatted(quoted));
		}
	}

	private void requireCompleteToken() {
		List<String> missing = new ArrayList<>();
		List<String> alternatives = new ArrayList<>();
		if (!StringUtils.hasLength(this.properties.getTokenKeyName())) {
			missing.add(TOKEN_KEY_NAME);
		}
		if (values().isEmpty()) {
			missing.add(TOKEN_VALUE);
			alternatives.add("The value can also come from a file ('%s') or an OAuth2 server ('%s')."
				.formatted(InvalidIotPropertyException.key("token-file"), REGISTRATION));
		}
		if (signatures().isEmpty()) {
			missing.add(TOKEN_SIGNATURE);
			alternatives.add("The signature can also be made here ('%s'), or be that of a JWT ('%s').".formatted(
					InvalidIotPropertyException.key("token-signing.private-key"),
					InvalidIotPropertyException.key("token-format")));
		}
		// of three parts, some but not all
		if (!missing.isEmpty() && missing.size() < 3) {
			String quoted = quoted(missing);
			alternatives.add(0, "Set %s as well, or nothing of the token.".formatted(quoted));
			throw new InvalidIotPropertyException(missing.get(0), null,
					"A token needs its key name, its value and its signature; missing: " + quoted,
					String.join(" ", alternatives));
		}
	}

	private static String quoted(List<String> keys) {
		return "'" + String.join("' and '", keys) + "'";
	}

}
