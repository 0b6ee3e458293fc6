package io.github.iotcustomauth.internal.credentials;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.iotcustomauth.credentials.CredentialsLocation;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.internal.token.Token;
import io.github.iotcustomauth.support.RandomInput;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EncodedCredentials} that hold for any text: what a server reads is
 * what went in.
 */
class EncodedCredentialsPropertyTests {

	private static final String AUTHORIZER = "x-amz-customauthorizer-name";

	private static final String SIGNATURE = "x-amz-customauthorizer-signature";

	private static final String ENCODED = "(?:[A-Za-z0-9._~&=-]|%[0-9A-F]{2})+";

	private static final String RESERVED = "?&=%+#/;:@ ";

	private static final String ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

	private static final String PRINTABLE = ALPHANUMERIC + "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

	@Test
	void userNameCarriesWhatWentIn() {
		RandomInput.check((random) -> {
			String username = plainUserName(random);
			String authorizer = authorizer(random);
			Token token = token(random, text(random, 1, 60));
			Map<String, String> parameters = parameters(random);
			CustomAuthCredentials credentials = credentials(username, authorizer, token, parameters);
			String composed = username(credentials);
			assertThat(composed.substring(username.length())).matches("\\?" + ENCODED);
			SentQuery read = SentQuery.ofUsername(composed);
			assertThat(read.before()).isEqualTo(username);
			assertThat(read.parameters()).containsExactlyEntriesOf(expected(authorizer, token, parameters));
		});
	}

	@Test
	void queryOfTheUserNameIsKeptInFrontOfOurs() {
		RandomInput.check((random) -> {
			String user = plainUserName(random);
			Map<String, String> own = parameters(random);
			Token token = token(random, text(random, 1, 60));
			String username = user + "?" + raw(own);
			CustomAuthCredentials credentials = credentials(username, null, token, Map.of());
			String composed = username(credentials);
			assertThat(composed).startsWith(username);
			SentQuery read = SentQuery.ofUsername(composed);
			assertThat(read.before()).isEqualTo(user);
			Map<String, String> expected = new LinkedHashMap<>(own);
			expected.putAll(expected(null, token, Map.of()));
			assertThat(read.parameters()).containsExactlyEntriesOf(expected);
		});
	}

	@Test
	void userNameIsSentUnchangedInFrontOfWhateverIsAdded() {
		RandomInput.check((random) -> {
			String username = userName(random);
			String authorizer = authorizer(random);
			String composed = username(credentials(username, authorizer, null, Map.of()));
			assertThat(composed).startsWith(username);
			assertThat(composed.substring(username.length())).matches("[?&]?" + AUTHORIZER + "=[\\w%-]+");
			assertThat(SentQuery.ofUsername(composed).parameters()).containsEntry(AUTHORIZER, authorizer);
		});
	}

	@Test
	void queryOfTheUpgradeCarriesWhatWentIn() {
		RandomInput.check((random) -> {
			String username = userName(random);
			String authorizer = authorizer(random);
			Token token = token(random, text(random, 1, 60));
			Map<String, String> parameters = parameters(random);
			CustomAuthCredentials credentials = credentials(username, authorizer, token, parameters);
			EncodedCredentials encoded = EncodedCredentials.encode(credentials, CredentialsLocation.QUERY);
			assertThat(SentQuery.ofQuery(encoded.getQuery()).parameters())
				.containsExactlyEntriesOf(expected(authorizer, token, parameters));
			assertThat(encoded.getQuery()).matches(ENCODED);
			assertThat(encoded.getUsername()).isEqualTo(username);
			assertThat(encoded.getHeaders()).isEmpty();
		});
	}

	@Test
	void headersOfTheUpgradeCarryWhatWentIn() {
		RandomInput.check((random) -> {
			String username = userName(random);
			String authorizer = authorizer(random);
			Token token = token(random, random.text(PRINTABLE, 1, 60));
			Map<String, String> parameters = parameters(random);
			CustomAuthCredentials credentials = credentials(username, authorizer, token, parameters);
			EncodedCredentials encoded = EncodedCredentials.encode(credentials, CredentialsLocation.HEADERS);
			assertThat(encoded.getHeaders()).containsExactlyInAnyOrderEntriesOf(expected(authorizer, token, Map.of()));
			assertThat(SentQuery.ofQuery(encoded.getQuery()).parameters()).containsExactlyEntriesOf(parameters);
			assertThat(encoded.getUsername()).isEqualTo(username);
		});
	}

	@Test
	void signatureReadsTheSameWhetherItWasEncodedBeforeOrNot() {
		RandomInput.check((random) -> {
			byte[] signed = random.bytes(1, 384);
			String plain = Base64.getEncoder().encodeToString(signed);
			String encoded = URLEncoder.encode(plain, StandardCharsets.UTF_8);
			String withSlashes = encoded.replace("%2F", "/");
			for (String signature : new String[] { plain, encoded, withSlashes, encoded.toLowerCase(Locale.ROOT) }) {
				boolean lowerCase = signature.equals(encoded.toLowerCase(Locale.ROOT));
				CustomAuthCredentials credentials = credentials(null, null, new Token("token", "a", signature),
						Map.of());
				String read = SentQuery.ofUsername(username(credentials)).parameters().get(SIGNATURE);
				assertThat(read).isEqualTo(lowerCase ? plain.toLowerCase(Locale.ROOT) : plain);
				assertThat(EncodedCredentials.encode(credentials, CredentialsLocation.HEADERS).getHeaders())
					.containsEntry(SIGNATURE, read);
			}
		});
	}

	@Test
	void nothingOfItIsShown() {
		RandomInput.check((random) -> {
			String user = random.text(ALPHANUMERIC, 12, 12);
			String password = random.text(ALPHANUMERIC, 12, 12);
			String token = random.text(ALPHANUMERIC, 12, 12);
			String signature = random.text(ALPHANUMERIC, 12, 12);
			String parameter = random.text(ALPHANUMERIC, 12, 12);
			CustomAuthCredentials credentials = CustomAuthCredentials.builder()
				.username(user)
				.password(password)
				.token("key", token, signature)
				.parameter("name", parameter)
				.build();
			for (CredentialsLocation location : CredentialsLocation.values()) {
				String shown = credentials + " " + new Token("key", token, signature) + " "
						+ EncodedCredentials.encode(credentials, location);
				assertThat(shown).doesNotContain(user, password, token, signature, parameter);
			}
		});
	}

	private static String username(CustomAuthCredentials credentials) {
		String username = EncodedCredentials.encode(credentials, CredentialsLocation.CONNECT).getUsername();
		assertThat(username).isNotNull();
		return username;
	}

	private static CustomAuthCredentials credentials(String username, String authorizer, Token token,
			Map<String, String> parameters) {
		CustomAuthCredentials.Builder builder = CustomAuthCredentials.builder()
			.username(username)
			.authorizerName(authorizer);
		if (token != null) {
			builder.token(token.keyName(), token.value(), token.signature());
		}
		parameters.forEach(builder::parameter);
		return builder.build();
	}

	private static Map<String, String> expected(String authorizer, Token token, Map<String, String> parameters) {
		Map<String, String> expected = new LinkedHashMap<>();
		if (authorizer != null) {
			expected.put(AUTHORIZER, authorizer);
		}
		if (token != null) {
			expected.put(token.keyName(), token.value());
			expected.put(SIGNATURE, token.signature());
		}
		expected.putAll(parameters);
		return expected;
	}

	private static String raw(Map<String, String> parameters) {
		return parameters.entrySet()
			.stream()
			.map((parameter) -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
			.collect(Collectors.joining("&"));
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
	}

	private static String plainUserName(RandomInput random) {
		return userName(random).replace('?', '!');
	}

	private static String authorizer(RandomInput random) {
		return random.text(ALPHANUMERIC + "_=,@-", 1, 20);
	}

	private static Token token(RandomInput random, String value) {
		// longer than the other names, so that none is set twice
		return new Token(random.text(ALPHANUMERIC + "_-", 21, 30), value,
				Base64.getEncoder().encodeToString(random.bytes(1, 40)));
	}

	private static Map<String, String> parameters(RandomInput random) {
		Map<String, String> parameters = new LinkedHashMap<>();
		Set<String> names = new HashSet<>();
		for (String name : random.list(0, 4, () -> text(random, 1, 20))) {
			if (!name.isBlank() && names.add(name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT))) {
				parameters.put(name, text(random, 0, 20));
			}
		}
		return parameters;
	}

	// the characters that could break the syntax come often, then the rest of Unicode;
	// MQTT has no U+0000
	private static String text(RandomInput random, int min, int max) {
		String text = random.oneOf(random.text(RESERVED + "aZ5\u00e9\uD83D\uDE00", min, max),
				random.text(PRINTABLE + "\t\n\u007f", min, max), random.unicode(min, max));
		return wellFormed(text).replace('\u0000', ' ');
	}

	// the native client corrupts characters beyond U+FFFF, which are refused
	private static String userName(RandomInput random) {
		return text(random, 0, 20).replaceAll("[^\\x{0000}-\\x{FFFF}]", "!");
	}

	private static String wellFormed(String text) {
		return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
	}

}
