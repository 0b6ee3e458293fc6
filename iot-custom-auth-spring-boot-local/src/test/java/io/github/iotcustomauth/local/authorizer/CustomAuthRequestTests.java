package io.github.iotcustomauth.local.authorizer;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.github.iotcustomauth.local.authorizer.ConnectAttempt.Upgrade;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CustomAuthRequest}.
 */
class CustomAuthRequestTests {

	private static final String NAME = "x-amz-customauthorizer-name";

	@ParameterizedTest
	@CsvSource(nullValues = "null", textBlock = """
			null,                                                         '',          null
			'',                                                           '',          null
			alice,                                                        alice,       null
			alice?,                                                       alice,       null
			alice?x-amz-customauthorizer-name=A,                          alice,       A
			?x-amz-customauthorizer-name=A,                               '',          A
			alice?k=v&x-amz-customauthorizer-name=A&SDK=Java,             alice,       A
			alice?X-Amz-CustomAuthorizer-Name=A,                          alice,       A
			alice?x-amz-customauthorizer-name=,                           alice,       null
			alice?x-amz-customauthorizer-name,                            alice,       null
			alice?x-amz-customauthorizer-name='',                         alice,       ''''''
			alice?x-amz-customauthorizer-name=A%40b%2Cc,                  alice,       'A@b,c'
			alice?x-amz-customauthorizer%2Dname=A,                        alice,       A
			alice?x-amz-customauthorizer-name=A&x-amz-customauthorizer-name=B, alice,  A
			alice?x-amz-customauthorizer-name=&x-amz-customauthorizer-name=B,  alice,  B
			alice?&&=v&x-amz-customauthorizer-name=A,                     alice,       A
			x-amz-customauthorizer-name=A,                                x-amz-customauthorizer-name=A, null
			alice?x-amz-customauthorizer-name=A?SDK=Java,                 alice?x-amz-customauthorizer-name=A, null
			alice?k=v?x-amz-customauthorizer-name=A,                      alice?k=v,   A
			al%20ice?x-amz-customauthorizer-name=A,                       al%20ice,    A
			""")
	void readsUserName(@Nullable String username, String user, @Nullable String authorizerName) {
		CustomAuthRequest request = CustomAuthRequest.of(attempt(username, null));
		assertThat(request.user()).isEqualTo(user);
		assertThat(request.authorizerName()).isEqualTo(authorizerName);
	}

	@ParameterizedTest
	@CsvSource({ "a%2Bb, a+b", "a+b, a b", "a%20b, a b", "a=b=, a=b=", "a%252Bb, a%2Bb", "a%C3%A9, a\u00e9",
			"100%, 100%", "%zz, %zz" })
	void decodesQueryValueOnce(String value, String expected) {
		CustomAuthRequest request = CustomAuthRequest.of(attempt("?tok=" + value, null));
		assertThat(request.parameter("tok")).isEqualTo(expected);
		Upgrade upgrade = new Upgrade(Map.of(), "tok=" + value);
		assertThat(CustomAuthRequest.of(attempt(null, upgrade)).parameter("TOK")).isEqualTo(expected);
	}

	@Test
	void parameterInAnEarlierSegmentIsNotHonoured() {
		CustomAuthRequest request = CustomAuthRequest.of(attempt("alice?tok=early&" + NAME + "=A?SDK=Java", null));
		assertThat(request.parameter("tok")).isNull();
		assertThat(request.authorizerName()).isNull();
	}

	@Test
	void unknownParametersAreIgnored() {
		CustomAuthRequest request = CustomAuthRequest
			.of(attempt("alice?SDK=JavaV2&Version=1.0&" + NAME + "=A&Platform=Linux", null));
		assertThat(request.authorizerName()).isEqualTo("A");
		assertThat(request.user()).isEqualTo("alice");
	}

	@Test
	void namesAreCaseInsensitiveWhereverTheyCome() {
		Upgrade headers = new Upgrade(Map.of("x-amz-customauthorizer-name", "A"), "");
		Upgrade query = new Upgrade(Map.of(), "X-Amz-CustomAuthorizer-Name=A");
		for (CustomAuthRequest request : List.of(CustomAuthRequest.of(attempt(null, headers)),
				CustomAuthRequest.of(attempt(null, query)),
				CustomAuthRequest.of(attempt("?X-AMZ-CUSTOMAUTHORIZER-NAME=A", null)))) {
			assertThat(request.authorizerName()).isEqualTo("A");
			assertThat(request.parameter("X-amz-CUSTOMAUTHORIZER-name")).isEqualTo("A");
		}
	}

	@Test
	void takesHeadersAsTheyAre() {
		Upgrade upgrade = new Upgrade(Map.of("tok", "a+b%2Bc", NAME, "A"), "");
		CustomAuthRequest request = CustomAuthRequest.of(attempt(null, upgrade));
		assertThat(request.parameter("Tok")).isEqualTo("a+b%2Bc");
		assertThat(request.authorizerName()).isEqualTo("A");
	}

	@ParameterizedTest
	@CsvSource(nullValues = "null", textBlock = """
			user, query, header, user
			null, query, header, query
			null, null,  header, header
			user, null,  header, user
			'',   query, header, query
			'',   '',    header, header
			null, null,  null,   null
			""")
	void userNameComesBeforeQueryAndQueryBeforeHeader(@Nullable String user, @Nullable String query,
			@Nullable String header, @Nullable String expected) {
		Upgrade upgrade = new Upgrade((header != null) ? Map.of(NAME, header) : Map.of(),
				(query != null) ? NAME + "=" + query : "");
		String username = (user != null) ? "alice?" + NAME + "=" + user : null;
		assertThat(CustomAuthRequest.of(attempt(username, upgrade)).authorizerName()).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "alice, false", "alice?x-amz-customauthorizer-name=A, false",
			"alice?x-amz-customauthorizer-name=A?SDK=Java, true", "x-amz-customauthorizer-name=A, true",
			"alice?X-AMZ-CustomAuthorizer-Signature=A?SDK=Java, true" })
	void noticesMisplacedParameters(String username, boolean expected) {
		assertThat(CustomAuthRequest.of(attempt(username, null)).hasMisplacedParameters()).isEqualTo(expected);
	}

	@Test
	void readsBackWhateverWasEncoded() {
		Random random = new Random(20261122);
		for (int i = 0; i < 2_000; i++) {
			String token = randomText(random);
			String query = "tok=" + URLEncoder.encode(token, StandardCharsets.UTF_8) + "&" + NAME + "=A";
			String user = randomText(random);
			CustomAuthRequest request = CustomAuthRequest.of(attempt(user + "?" + query, null));
			assertThat(request.parameter("tok")).isEqualTo(token.isEmpty() ? null : token);
			assertThat(request.authorizerName()).isEqualTo("A");
			assertThat(request.user()).isEqualTo(user);
		}
	}

	@Test
	void survivesAnyUserName() {
		Random random = new Random(20261122);
		for (int i = 0; i < 2_000; i++) {
			String username = randomText(random) + randomText(random) + randomText(random);
			CustomAuthRequest request = CustomAuthRequest.of(attempt(username, new Upgrade(Map.of(), username)));
			assertThat(username).startsWith(request.user());
		}
	}

	@Test
	void showsNoSecret() {
		ConnectAttempt attempt = new ConnectAttempt(5, "c", "alice?tok=secret", "c2VjcmV0", null,
				new Upgrade(Map.of("tok", "secret"), "tok=secret"));
		assertThat(CustomAuthRequest.of(attempt)).asString().contains("clientId=c").doesNotContain("secret", "c2Vj");
	}

	private static ConnectAttempt attempt(@Nullable String username, @Nullable Upgrade upgrade) {
		return new ConnectAttempt(5, "client-1", username, null, null, upgrade);
	}

	private static String randomText(Random random) {
		String alphabet = "aZ9?&=%+ /#;\u00e9\u20ac'\"";
		return random.ints(random.nextInt(12), 0, alphabet.length())
			.collect(StringBuilder::new, (text, index) -> text.append(alphabet.charAt(index)), StringBuilder::append)
			.toString();
	}

}
