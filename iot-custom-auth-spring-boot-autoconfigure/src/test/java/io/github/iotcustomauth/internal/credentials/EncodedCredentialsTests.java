package io.github.iotcustomauth.internal.credentials;

import java.util.Map;
import java.util.stream.Stream;

import io.github.iotcustomauth.credentials.CredentialsLocation;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentials.Builder;
import io.github.iotcustomauth.internal.token.Token;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link EncodedCredentials}.
 */
class EncodedCredentialsTests {

	private static final String NAME = "x-amz-customauthorizer-name=";

	private static final String SIGNED = "x-amz-customauthorizer-signature=ab%2B%2Fc%3D";

	private static final Token TOKEN = new Token("tok", "T", "ab+/c=");

	/**
	 * The inputs that the builders of the AWS IoT Device SDK for Java 1.30 write wrongly,
	 * and those that they write correctly, with what is to be written.
	 */
	static Stream<Arguments> userNames() {
		return Stream.of(
				// no user name: everything is in a query of its own
				Arguments.of(null, "AUTH", null, "?" + NAME + "AUTH"),
				Arguments.of("", "AUTH", null, "?" + NAME + "AUTH"),
				Arguments.of(null, "AUTH", TOKEN, "?" + NAME + "AUTH&tok=T&" + SIGNED),
				Arguments.of(null, null, TOKEN, "?tok=T&" + SIGNED),
				// the query of the user name is continued
				Arguments.of("alice?k=v", "AUTH", null, "alice?k=v&" + NAME + "AUTH"),
				Arguments.of("?k=v", "AUTH", null, "?k=v&" + NAME + "AUTH"),
				Arguments.of("pre?x=1", "AUTH", null, "pre?x=1&" + NAME + "AUTH"),
				Arguments.of("alice?k=v", null, TOKEN, "alice?k=v&tok=T&" + SIGNED),
				Arguments.of("alice?k=v", "AUTH", TOKEN, "alice?k=v&" + NAME + "AUTH&tok=T&" + SIGNED),
				Arguments.of("alice?", "AUTH", null, "alice?" + NAME + "AUTH"),
				Arguments.of("alice?k=v&", "AUTH", null, "alice?k=v&" + NAME + "AUTH"),
				Arguments.of("alice?k=a=b", "AUTH", null, "alice?k=a=b&" + NAME + "AUTH"),
				Arguments.of("what?name?k=v", "AUTH", null, "what?name?k=v&" + NAME + "AUTH"),
				// one question mark, whatever is missing
				Arguments.of("alice", null, TOKEN, "alice?tok=T&" + SIGNED),
				Arguments.of("alice", "AUTH", TOKEN, "alice?" + NAME + "AUTH&tok=T&" + SIGNED),
				// nothing can be injected
				Arguments.of("alice", null, new Token("tok", "a=b&c+d%", "ab+/c="),
						"alice?tok=a%3Db%26c%2Bd%25&" + SIGNED),
				Arguments.of("alice", null, new Token("tok", "?x-amz-customauthorizer-name=Z#", "ab+/c="),
						"alice?tok=%3Fx-amz-customauthorizer-name%3DZ%23&" + SIGNED),
				Arguments.of("al&i=ce", "AUTH", null, "al&i=ce?" + NAME + "AUTH"),
				// a value that looks like a parameter is a value
				Arguments.of("alice", "my-x-amz-customauthorizer-name=Z", null,
						"alice?" + NAME + "my-x-amz-customauthorizer-name%3DZ"),
				Arguments.of("alice", null, new Token("t", "at=1.b", "ab+/c="), "alice?t=at%3D1.b&" + SIGNED),
				// without parameters the user name is left alone
				Arguments.of("alice", null, null, "alice"), Arguments.of("alice?k=v", null, null, "alice?k=v"),
				Arguments.of("", null, null, ""), Arguments.of(null, null, null, null),
				// an encoded signature is left alone, a token is always plain
				Arguments.of("alice", null, new Token("tok", "T%2B", "ab%2B"),
						"alice?tok=T%252B&x-amz-customauthorizer-signature=ab%2B"),
				Arguments.of("alice", null, new Token("tok", "T", "ab%2b%2fc%3d"),
						"alice?tok=T&x-amz-customauthorizer-signature=ab%2b%2fc%3d"),
				Arguments.of("alice", null, new Token("tok", "T", "ab%2B/c%3D"), "alice?tok=T&" + SIGNED),
				Arguments.of("alice", null, new Token("tok", "T", "ab%2B+c"),
						"alice?tok=T&x-amz-customauthorizer-signature=ab%2B%2Bc"),
				Arguments.of("alice", null, new Token("tok", "T", "50%"),
						"alice?tok=T&x-amz-customauthorizer-signature=50%25"),
				Arguments.of("alice", null, new Token("tok", "T", "50%2"),
						"alice?tok=T&x-amz-customauthorizer-signature=50%252"),
				Arguments.of("alice", null, new Token("tok", "T", "50%zz"),
						"alice?tok=T&x-amz-customauthorizer-signature=50%25zz"));
	}

	@ParameterizedTest
	@MethodSource
	void userNames(String username, String authorizer, Token token, String expected) {
		Builder builder = CustomAuthCredentials.builder().username(username).authorizerName(authorizer);
		if (token != null) {
			builder.token(token.keyName(), token.value(), token.signature());
		}
		EncodedCredentials encoded = EncodedCredentials.encode(builder.build(), CredentialsLocation.CONNECT);
		assertThat(encoded.getUsername()).isEqualTo(expected);
		assertThat(encoded.getHeaders()).isEmpty();
		assertThat(encoded.getQuery()).isEmpty();
	}

	@Test
	void emptyPartsOfATokenAreRefusedAndNotSentEmpty() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Token("", "", ""));
		assertThatIllegalArgumentException().isThrownBy(() -> new Token("tok", "", "S"));
		assertThatIllegalArgumentException().isThrownBy(() -> new Token("tok", "T", ""));
		assertThatIllegalArgumentException().isThrownBy(() -> CustomAuthCredentials.builder().authorizerName(""));
	}

	@Test
	void halfATokenIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Token(null, null, "S"))
			.withMessageContaining("'keyName'");
		assertThatIllegalArgumentException().isThrownBy(() -> new Token("tok", null, "S"))
			.withMessageContaining("'value'");
		assertThatIllegalArgumentException().isThrownBy(() -> new Token("tok", "T", null))
			.withMessageContaining("'signature'");
	}

	@Test
	void orderOfTheBuilderDoesNotMatter() {
		byte[] password = { 0, 1, (byte) 0xFF };
		Builder one = CustomAuthCredentials.builder()
			.password(password)
			.username("alice")
			.token(TOKEN.keyName(), TOKEN.value(), TOKEN.signature());
		Builder other = CustomAuthCredentials.builder()
			.token(TOKEN.keyName(), TOKEN.value(), TOKEN.signature())
			.username("alice")
			.password(password);
		EncodedCredentials encoded = connect(one.authorizerName("AUTH"));
		assertThat(encoded.getUsername()).isEqualTo(connect(other.authorizerName("AUTH")).getUsername());
		assertThat(encoded.getPassword()).containsExactly(0, 1, 0xFF);
	}

	@Test
	void composingAgainStartsAgain() {
		CustomAuthCredentials credentials = CustomAuthCredentials.builder().authorizerName("AUTH").build();
		for (int i = 0; i < 3; i++) {
			assertThat(EncodedCredentials.encode(credentials, CredentialsLocation.CONNECT).getUsername())
				.isEqualTo("?" + NAME + "AUTH");
		}
	}

	@ParameterizedTest
	@EnumSource
	void passwordTravelsInTheConnectPacketAlways(CredentialsLocation location) {
		CustomAuthCredentials credentials = CustomAuthCredentials.builder().password("pässword").build();
		assertThat(EncodedCredentials.encode(credentials, location).getPassword()).asString().isEqualTo("pässword");
		assertThat(EncodedCredentials.encode(credentials, location).getUsername()).isNull();
	}

	@ParameterizedTest
	@EnumSource
	void withoutPasswordNoneIsSent(CredentialsLocation location) {
		CustomAuthCredentials credentials = CustomAuthCredentials.builder().username("alice").build();
		assertThat(EncodedCredentials.encode(credentials, location).getPassword()).isNull();
	}

	@Test
	void parametersFollowTheTokenInTheirOrder() {
		Builder builder = CustomAuthCredentials.builder()
			.username("alice")
			.authorizerName("AUTH")
			.token(TOKEN.keyName(), TOKEN.value(), TOKEN.signature())
			.parameter("b", "2")
			.parameter("a b", "1&2")
			.parameter("empty", "");
		assertThat(connect(builder).getUsername())
			.isEqualTo("alice?" + NAME + "AUTH&tok=T&" + SIGNED + "&b=2&a%20b=1%262&empty=");
	}

	@Test
	void queryOfTheUpgrade() {
		Builder builder = CustomAuthCredentials.builder()
			.username("alice?k=v")
			.authorizerName("AUTH")
			.token(TOKEN.keyName(), TOKEN.value(), TOKEN.signature())
			.parameter("a", "ü");
		EncodedCredentials encoded = EncodedCredentials.encode(builder.build(), CredentialsLocation.QUERY);
		assertThat(encoded.getQuery()).isEqualTo(NAME + "AUTH&tok=T&" + SIGNED + "&a=%C3%BC");
		assertThat(encoded.getUsername()).isEqualTo("alice?k=v");
		assertThat(encoded.getHeaders()).isEmpty();
	}

	@Test
	void headersOfTheUpgradeArePlain() {
		Builder builder = CustomAuthCredentials.builder()
			.username("alice")
			.authorizerName("AUTH")
			.token("tok", "a=b&c+d%", "ab%2B%2Fc%3D")
			.parameter("a", "ü");
		EncodedCredentials encoded = EncodedCredentials.encode(builder.build(), CredentialsLocation.HEADERS);
		assertThat(encoded.getHeaders()).containsExactlyInAnyOrderEntriesOf(Map.of("x-amz-customauthorizer-name",
				"AUTH", "tok", "a=b&c+d%", "x-amz-customauthorizer-signature", "ab+/c="));
		assertThat(encoded.getQuery()).isEqualTo("a=%C3%BC");
		assertThat(encoded.getUsername()).isEqualTo("alice");
	}

	@ParameterizedTest
	@EnumSource(names = { "HEADERS", "QUERY" })
	void withoutAnythingTheUpgradeIsLeftAlone(CredentialsLocation location) {
		EncodedCredentials encoded = EncodedCredentials.encode(CustomAuthCredentials.builder().build(), location);
		assertThat(encoded.getHeaders()).isEmpty();
		assertThat(encoded.getQuery()).isEmpty();
		assertThat(encoded.getUsername()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "two words", "a\r\nX-Other: 1", "tab\t", "é", "\u007f", "nul\u0000" })
	void tokenThatAHeaderCannotCarryIsRefused(String token) {
		Builder builder = CustomAuthCredentials.builder().token("tok", token, "S");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> EncodedCredentials.encode(builder.build(), CredentialsLocation.HEADERS))
			.withMessageContaining("printable ASCII")
			.withMessageNotContaining(token);
	}

	@ParameterizedTest
	@ValueSource(strings = { "two words", "a\r\nX-Other: 1", "ab%0D%0AX-Other:%201", "ab%00" })
	void signatureThatAHeaderCannotCarryIsRefused(String signature) {
		Builder builder = CustomAuthCredentials.builder().token("tok", "T", signature);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> EncodedCredentials.encode(builder.build(), CredentialsLocation.HEADERS))
			.withMessageContaining("printable ASCII")
			.withMessageNotContaining(signature);
	}

	@ParameterizedTest
	@ValueSource(strings = { "x-amz-customauthorizer-name", "X-Amz-CustomAuthorizer-Name", "tok", "TOK",
			"x-amz-customauthorizer-signature" })
	void parameterThatIsSetTwiceIsRefused(String name) {
		Builder builder = CustomAuthCredentials.builder()
			.authorizerName("AUTH")
			.token(TOKEN.keyName(), TOKEN.value(), TOKEN.signature())
			.parameter(name, "the value");
		assertThatIllegalArgumentException().isThrownBy(() -> connect(builder))
			.withMessageContaining("'" + name + "'")
			.withMessageContaining("twice")
			.withMessageNotContaining("the value");
	}

	@ParameterizedTest
	@EnumSource
	void tokenKeyThatIsANameOfOursIsRefused(CredentialsLocation location) {
		Builder builder = CustomAuthCredentials.builder()
			.authorizerName("AUTH")
			.token("X-Amz-Customauthorizer-Name", "OTHER", "S");
		assertThatIllegalArgumentException().isThrownBy(() -> EncodedCredentials.encode(builder.build(), location))
			.withMessageContaining("twice");
	}

	@ParameterizedTest
	@EnumSource
	void parameterThatTravelsInTwoPlacesIsRefused(CredentialsLocation location) {
		Builder builder = CustomAuthCredentials.builder()
			.authorizerName("AUTH")
			.token(TOKEN.keyName(), TOKEN.value(), TOKEN.signature());
		CustomAuthCredentials parameter = builder.parameter("TOK", "A").build();
		assertThatIllegalArgumentException().isThrownBy(() -> EncodedCredentials.encode(parameter, location))
			.withMessageContaining("twice");
		CustomAuthCredentials username = CustomAuthCredentials.builder()
			.authorizerName("AUTH")
			.username("alice?" + NAME + "A")
			.build();
		assertThatIllegalArgumentException().isThrownBy(() -> EncodedCredentials.encode(username, location))
			.withMessageContaining("query of the user name");
	}

	@ParameterizedTest
	@ValueSource(strings = { "alice?x-amz-customauthorizer-name=A", "?k=v&X-AMZ-CustomAuthorizer-Name=A",
			"alice?x%2Damz-customauthorizer%2dname=A", "alice?tok", "alice?tok=", "a?b?tok=A",
			"alice?k=v&x-amz-customauthorizer-signature=A&l=w" })
	void parameterOfTheUserNameThatIsSetApartAsWellIsRefused(String username) {
		Builder builder = CustomAuthCredentials.builder()
			.username(username)
			.authorizerName("AUTH")
			.token(TOKEN.keyName(), TOKEN.value(), TOKEN.signature());
		assertThatIllegalArgumentException().isThrownBy(() -> connect(builder))
			.withMessageContaining("query of the user name")
			.withMessageNotContaining("=A");
	}

	@Test
	void parametersOfTheUserNameAloneAreItsOwnBusiness() {
		assertThat(connect(CustomAuthCredentials.builder().username("alice?" + NAME + "A")).getUsername())
			.isEqualTo("alice?" + NAME + "A");
		assertThat(connect(CustomAuthCredentials.builder().username("alice?k=v&k=w").authorizerName("A")).getUsername())
			.isEqualTo("alice?k=v&k=w&" + NAME + "A");
	}

	@ParameterizedTest
	@EnumSource
	void userNameThatMqttCannotCarryIsRefused(CredentialsLocation location) {
		for (String username : new String[] { "alice\u0000", "alice\uD800", "\uDC00?k=v", "alice\uD83D\uDE00" }) {
			CustomAuthCredentials credentials = CustomAuthCredentials.builder().username(username).build();
			assertThatIllegalArgumentException().isThrownBy(() -> EncodedCredentials.encode(credentials, location))
				.withMessageContaining("user name")
				.withMessageNotContaining("alice");
		}
	}

	@Test
	void halfACharacterIsRefusedWithoutBeingShown() {
		Builder value = CustomAuthCredentials.builder().parameter("name", "secret\uD800");
		assertThatIllegalArgumentException().isThrownBy(() -> connect(value))
			.withMessageContaining("not valid Unicode")
			.withMessageNotContaining("secret");
		Builder name = CustomAuthCredentials.builder().parameter("n\uDC00", "v");
		assertThatIllegalArgumentException().isThrownBy(() -> connect(name)).withMessageContaining("not valid Unicode");
	}

	@Test
	void theLongestMqttStringIsTheLimit() {
		String fits = "é".repeat(32_767) + "a";
		assertThat(connect(CustomAuthCredentials.builder().username(fits)).getUsername()).isEqualTo(fits);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> connect(CustomAuthCredentials.builder().username(fits + "b")))
			.withMessageContaining("65535 bytes")
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(200));
	}

	@Test
	void passwordBeyondTheLimitOfMqttIsRefused() {
		byte[] password = new byte[EncodedCredentials.MAX_PASSWORD_BYTES + 1];
		CustomAuthCredentials credentials = CustomAuthCredentials.builder().password(password).build();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> EncodedCredentials.encode(credentials, CredentialsLocation.CONNECT))
			.withMessage("The password has 65536 bytes; MQTT allows 65535");
	}

	@Test
	void argumentsAreRequired() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> EncodedCredentials.encode(null, CredentialsLocation.CONNECT))
			.withMessageContaining("'credentials'");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> EncodedCredentials.encode(CustomAuthCredentials.builder().build(), null))
			.withMessageContaining("'location'");
	}

	private static EncodedCredentials connect(Builder builder) {
		return EncodedCredentials.encode(builder.build(), CredentialsLocation.CONNECT);
	}

}
