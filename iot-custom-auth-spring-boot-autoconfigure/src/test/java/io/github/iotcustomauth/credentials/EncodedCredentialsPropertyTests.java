package io.github.iotcustomauth.credentials;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.iotcustomauth.credentials.CustomAuthCredentials.Token;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EncodedCredentials} that hold for any text: what a server reads is
 * what went in.
 */
@PropertyDefaults(tries = 200, edgeCases = EdgeCasesMode.NONE)
class EncodedCredentialsPropertyTests {

	private static final String AUTHORIZER = "x-amz-customauthorizer-name";

	private static final String SIGNATURE = "x-amz-customauthorizer-signature";

	private static final String ENCODED = "(?:[A-Za-z0-9._~&=-]|%[0-9A-F]{2})+";

	private static final String RESERVED = "?&=%+#/;:@ ";

	@Property
	void userNameCarriesWhatWentIn(@ForAll("plainUserNames") String username, @ForAll("authorizers") String authorizer,
			@ForAll("tokens") Token token, @ForAll("parameters") Map<String, String> parameters) {
		CustomAuthCredentials credentials = credentials(username, authorizer, token, parameters);
		String composed = username(credentials);
		assertThat(composed.substring(username.length())).matches("\\?" + ENCODED);
		SentQuery read = SentQuery.ofUsername(composed);
		assertThat(read.before()).isEqualTo(username);
		assertThat(read.parameters()).containsExactlyEntriesOf(expected(authorizer, token, parameters));
	}

	@Property
	void queryOfTheUserNameIsKeptInFrontOfOurs(@ForAll("plainUserNames") String user,
			@ForAll("parameters") Map<String, String> own, @ForAll("tokens") Token token) {
		String username = user + "?" + raw(own);
		CustomAuthCredentials credentials = credentials(username, null, token, Map.of());
		String composed = username(credentials);
		assertThat(composed).startsWith(username);
		SentQuery read = SentQuery.ofUsername(composed);
		assertThat(read.before()).isEqualTo(user);
		Map<String, String> expected = new LinkedHashMap<>(own);
		expected.putAll(expected(null, token, Map.of()));
		assertThat(read.parameters()).containsExactlyEntriesOf(expected);
	}

	@Property
	void userNameIsSentUnchangedInFrontOfWhateverIsAdded(@ForAll("anyUserNames") String username,
			@ForAll("authorizers") String authorizer) {
		String composed = username(credentials(username, authorizer, null, Map.of()));
		assertThat(composed).startsWith(username);
		assertThat(composed.substring(username.length())).matches("[?&]?" + AUTHORIZER + "=[\\w%-]+");
		assertThat(SentQuery.ofUsername(composed).parameters()).containsEntry(AUTHORIZER, authorizer);
	}

	@Property
	void queryOfTheUpgradeCarriesWhatWentIn(@ForAll("anyUserNames") String username,
			@ForAll("authorizers") String authorizer, @ForAll("tokens") Token token,
			@ForAll("parameters") Map<String, String> parameters) {
		CustomAuthCredentials credentials = credentials(username, authorizer, token, parameters);
		EncodedCredentials encoded = EncodedCredentials.encode(credentials, CredentialsLocation.QUERY);
		assertThat(SentQuery.ofQuery(encoded.getQuery()).parameters())
			.containsExactlyEntriesOf(expected(authorizer, token, parameters));
		assertThat(encoded.getQuery()).matches(ENCODED);
		assertThat(encoded.getUsername()).isEqualTo(username);
		assertThat(encoded.getHeaders()).isEmpty();
	}

	@Property
	void headersOfTheUpgradeCarryWhatWentIn(@ForAll("anyUserNames") String username,
			@ForAll("authorizers") String authorizer, @ForAll("printableTokens") Token token,
			@ForAll("parameters") Map<String, String> parameters) {
		CustomAuthCredentials credentials = credentials(username, authorizer, token, parameters);
		EncodedCredentials encoded = EncodedCredentials.encode(credentials, CredentialsLocation.HEADERS);
		assertThat(encoded.getHeaders()).containsExactlyInAnyOrderEntriesOf(expected(authorizer, token, Map.of()));
		assertThat(SentQuery.ofQuery(encoded.getQuery()).parameters()).containsExactlyEntriesOf(parameters);
		assertThat(encoded.getUsername()).isEqualTo(username);
	}

	@Property
	void signatureReadsTheSameWhetherItWasEncodedBeforeOrNot(@ForAll @Size(min = 1, max = 384) byte[] signed) {
		String plain = Base64.getEncoder().encodeToString(signed);
		String encoded = URLEncoder.encode(plain, StandardCharsets.UTF_8);
		String withSlashes = encoded.replace("%2F", "/");
		for (String signature : new String[] { plain, encoded, withSlashes, encoded.toLowerCase(Locale.ROOT) }) {
			boolean lowerCase = signature.equals(encoded.toLowerCase(Locale.ROOT));
			CustomAuthCredentials credentials = credentials(null, null, new Token("token", "a", signature), Map.of());
			String read = SentQuery.ofUsername(username(credentials)).parameters().get(SIGNATURE);
			assertThat(read).isEqualTo(lowerCase ? plain.toLowerCase(Locale.ROOT) : plain);
			assertThat(EncodedCredentials.encode(credentials, CredentialsLocation.HEADERS).getHeaders())
				.containsEntry(SIGNATURE, read);
		}
	}

	@Property
	void nothingOfItIsShown(@ForAll("secrets") String user, @ForAll("secrets") String password,
			@ForAll("secrets") String token, @ForAll("secrets") String signature, @ForAll("secrets") String parameter) {
		CustomAuthCredentials credentials = CustomAuthCredentials.builder()
			.username(user)
			.password(password)
			.token(new Token("key", token, signature))
			.parameter("name", parameter)
			.build();
		for (CredentialsLocation location : CredentialsLocation.values()) {
			String shown = credentials + " " + credentials.getToken() + " "
					+ EncodedCredentials.encode(credentials, location);
			assertThat(shown).doesNotContain(user, password, token, signature, parameter);
		}
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
			.authorizerName(authorizer)
			.token(token);
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

	@Provide
	Arbitrary<String> plainUserNames() {
		return text(0, 20).map((text) -> text.replace('?', '!'));
	}

	@Provide
	Arbitrary<String> anyUserNames() {
		return text(0, 20);
	}

	@Provide
	Arbitrary<String> authorizers() {
		return Arbitraries.strings().alpha().numeric().withChars("_=,@-").ofMinLength(1).ofMaxLength(20);
	}

	@Provide
	Arbitrary<Token> tokens() {
		return tokens(text(1, 60));
	}

	@Provide
	Arbitrary<Token> printableTokens() {
		return tokens(Arbitraries.strings().withCharRange('!', '~').ofMinLength(1).ofMaxLength(60));
	}

	private static Arbitrary<Token> tokens(Arbitrary<String> values) {
		// longer than the other names, so that none is set twice
		Arbitrary<String> keys = Arbitraries.strings()
			.alpha()
			.numeric()
			.withChars("_-")
			.ofMinLength(21)
			.ofMaxLength(30);
		Arbitrary<String> signatures = Arbitraries.bytes()
			.array(byte[].class)
			.ofMinSize(1)
			.ofMaxSize(40)
			.map(Base64.getEncoder()::encodeToString);
		return Combinators.combine(keys, values, signatures).as(Token::new);
	}

	@Provide
	Arbitrary<Map<String, String>> parameters() {
		return Arbitraries.maps(text(1, 20), text(0, 20)).ofMaxSize(4).filter((parameters) -> {
			Set<String> names = parameters.keySet()
				.stream()
				.map((name) -> name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT))
				.collect(Collectors.toSet());
			return names.size() == parameters.size() && names.stream().noneMatch(String::isBlank);
		});
	}

	@Provide
	Arbitrary<String> secrets() {
		return Arbitraries.strings().alpha().numeric().ofLength(12);
	}

	// the characters that could break the syntax come often, as jqwik's edge cases would
	// not let them, then the rest of Unicode; MQTT has no U+0000
	private static Arbitrary<String> text(int min, int max) {
		return Arbitraries
			.oneOf(Arbitraries.strings().withChars(RESERVED).withChars("aZ5é!").ofMinLength(min).ofMaxLength(max),
					Arbitraries.strings().ascii().ofMinLength(min).ofMaxLength(max),
					Arbitraries.strings().all().ofMinLength(min).ofMaxLength(max))
			.map((text) -> wellFormed(text).replace('\u0000', ' ').replace("!", "\uD83D\uDE00"));
	}

	private static String wellFormed(String text) {
		return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
	}

}
