package io.github.iotcustomauth.sample;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.iotcustomauth.local.authorizer.AuthorizerRegistry;
import io.github.iotcustomauth.local.authorizer.AuthorizerResponse;
import io.github.iotcustomauth.local.authorizer.ConnectAttempt;
import io.github.iotcustomauth.local.authorizer.ConnectDecision;
import io.github.iotcustomauth.local.authorizer.ConnectDecision.Granted;
import io.github.iotcustomauth.local.authorizer.ConnectDecision.Refused;
import io.github.iotcustomauth.local.authorizer.CustomAuthorizer;
import io.github.iotcustomauth.local.authorizer.RegisteredAuthorizer;
import io.github.iotcustomauth.local.authorizer.lambda.LambdaHandlerAuthorizer;
import io.github.iotcustomauth.local.policy.Policies;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@code docs/aws/template.yaml}, with the authorizers, keys and policies of
 * the local endpoint. Each rule has a counter-example.
 */
class AwsTemplateTests {

	static final Path TEMPLATE = Path.of("../docs/aws/template.yaml");

	private static final Path PAGE = Path.of("../docs/aws-setup.md");

	private static final String PASSWORD = "correct-horse-battery-staple";

	private static final SigningKey KEY = SigningKey.generate(2048);

	private static final SigningKey NEXT_KEY = SigningKey.generate(2048);

	private static final String ENDPOINT = "a1b2c3d4e5f6g7-ats.iot.eu-west-1.amazonaws.com";

	private static final Map<String, String> SIGNED = Map.of("Endpoint", ENDPOINT, "TokenSigningPublicKey", KEY.pem());

	private static final Map<String, String> UNSIGNED = Map.of("Endpoint", ENDPOINT, "SigningDisabled", "true");

	private final String text = Files.readString(TEMPLATE);

	AwsTemplateTests() throws IOException {
	}

	@Test
	void deviceWithSignedTokenIsGranted() {
		assertThat(connect(deploy(SIGNED), PASSWORD, token(KEY))).isInstanceOf(Granted.class);
	}

	@Test
	void deviceWithoutTokenIsRefused() {
		assertThat(connect(deploy(SIGNED), PASSWORD, "")).asInstanceOf(InstanceOfAssertFactories.type(Refused.class))
			.extracting(Refused::reason)
			.asString()
			.contains("expects a token under 'DeviceToken'");
	}

	@Test
	void tokenWithAnotherSignatureIsRefused() {
		assertThat(connect(deploy(SIGNED), PASSWORD, token(NEXT_KEY)))
			.asInstanceOf(InstanceOfAssertFactories.type(Refused.class))
			.extracting(Refused::reason)
			.asString()
			.startsWith("no signing key");
	}

	@Test
	void bothKeysVerifyDuringRotation() {
		DeployedTemplate template = deploy(with(SIGNED, "NextTokenSigningPublicKey", NEXT_KEY.pem()));
		assertThat(List.of(KEY, NEXT_KEY))
			.allSatisfy((key) -> assertThat(connect(template, PASSWORD, token(key))).isInstanceOf(Granted.class));
	}

	@Test
	void withoutSigningThePasswordDecides() {
		assertThat(connect(deploy(UNSIGNED), PASSWORD, "")).isInstanceOf(Granted.class);
		assertThat(connect(deploy(UNSIGNED), "guessed-horse", "")).isInstanceOf(Refused.class);
	}

	@ParameterizedTest
	@CsvSource({ "iot:Connect, client/sample-app-1f2e3d", "iot:Publish, topic/sample/kitchen/temperature",
			"iot:Receive, topic/sample/kitchen/temperature", "iot:Subscribe, topicfilter/sample/+/temperature",
			"iot:Subscribe, topicfilter/clients/sample-app-1f2e3d/replies",
			"iot:Publish, topic/clients/sample-app-1f2e3d/replies" })
	void policyAllowsWhatTheSampleDoes(String action, String resource) {
		assertThat(policies().isAllowed(action, resource)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "iot:Connect, client/other", "iot:Publish, topic/other", "iot:Subscribe, topicfilter/#",
			"iot:Receive, topic/clients/sample-app-another/replies",
			"iot:RetainPublish, topic/sample/kitchen/temperature" })
	void policyAllowsNothingElse(String action, String resource) {
		assertThat(policies().isAllowed(action, resource)).isFalse();
	}

	@Test
	void policyHasNoQuestionablePart() {
		assertThat(policies().remarks()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "2012-10-17, 2008-10-17, Version", "Statement, Statements, Statement", "Allow, Permit, Effect",
			"sample-app-, %long, characters without white space" })
	void anotherPolicyOfTheFunctionIsNotTaken(String original, String replacement, String problem) throws IOException {
		String policy = Files.readString(Path.of("src/main/resources/thermometer-policy.json"))
			.replace(original, replacement.replace("%long", "x".repeat(2048)));
		CustomAuthorizer function = (event) -> AuthorizerResponse.authenticated("thermometer", policy);
		assertThat(connect(DeployedAuthorizer.register(deploy(UNSIGNED), function), PASSWORD, ""))
			.asInstanceOf(InstanceOfAssertFactories.type(Refused.class))
			.extracting(Refused::reason)
			.asString()
			.contains("policyDocuments[0]", problem);
	}

	@Test
	void everyPartPassesTheRules() {
		for (Map<String, String> parameters : List.of(SIGNED, UNSIGNED,
				with(SIGNED, "DomainConfigurationName", "dev"))) {
			assertThatCode(() -> check(deploy(parameters))).doesNotThrowAnyException();
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					AuthorizerName: !Ref AuthorizerName|AuthorizerName: device authorizer|is no authorizer name
					SigningDisabled: !Ref SigningDisabled|SigningDisabled: "true"|without signing has no keys
					SigningDisabled: !Ref SigningDisabled|SigningDisabled: "no"|is no boolean
					TokenKeyName: !If [Signed, !Ref TokenKeyName|TokenKeyName: !If [Signed, device.token|is no token key name
					FirstKey: !Ref|First.Key: !Ref|is no name of a key
					FirstKey: !Ref TokenSigningPublicKey|FirstKey: !Ref Endpoint|no PEM block
					FirstKey: !Ref TokenSigningPublicKey|A: !Ref TokenSigningPublicKey%nB: !Ref TokenSigningPublicKey%nC: !Ref TokenSigningPublicKey|3 signing keys
					Status: ACTIVE|Status: ENABLED|No enum constant
					Status: ACTIVE|State: ACTIVE|has no property 'State'
					Principal: iot.amazonaws.com|Principal: lambda.amazonaws.com|Principal is not
					Action: lambda:InvokeFunction|Action: lambda:Invoke|Action is not
					SourceArn: !GetAtt Authorizer.Arn|SourceAccount: "123456789012"|SourceArn is not
					SourceArn: !GetAtt Authorizer.Arn|SourceArn: !GetAtt Function.Arn|SourceArn is not
					FunctionName: !Ref Function|FunctionName: other|for another function
					Runtime: java21|Runtime: java11|cannot load classes
					Timeout: 5|Timeout: 6|does not wait
					sample.AuthorizerFunction|sample.Authorizer|there is no class
					ServiceType: DATA|ServiceType: JOBS|ServiceType is not
					DefaultAuthorizerName: !Ref Authorizer|DefaultAuthorizerName: other|is another one
					AllowAuthorizerOverride: true|AllowAuthorizerOverride: maybe|is no boolean
					""")
	void counterExampleBreaksARule(String original, String replacement, String problem) {
		String changed = this.text.replace(original, replacement.replace("%n", "\n          "));
		assertThat(changed).isNotEqualTo(this.text);
		DeployedTemplate template = new DeployedTemplate(changed, with(SIGNED, "DomainConfigurationName", "dev"));
		assertThatIllegalArgumentException().isThrownBy(() -> check(template)).withMessageContaining(problem);
	}

	@Test
	void authorizerWithoutStatusRefusesEveryClient() {
		DeployedTemplate template = new DeployedTemplate(this.text.replace("Status: ACTIVE", "Tags: []"), UNSIGNED);
		assertThat(connect(template, PASSWORD, "")).asInstanceOf(InstanceOfAssertFactories.type(Refused.class))
			.extracting(Refused::reason)
			.asString()
			.contains("is INACTIVE");
	}

	@Test
	void keyThatIsTooSmallIsNotTaken() {
		DeployedTemplate template = deploy(with(SIGNED, "TokenSigningPublicKey", SigningKey.generate(1024).pem()));
		assertThatIllegalArgumentException().isThrownBy(() -> check(template)).withMessageContaining("1024 bits");
	}

	@Test
	void signingWithoutKeyIsNotDeployed() {
		assertThatIllegalArgumentException().isThrownBy(() -> deploy(Map.of("Endpoint", ENDPOINT)))
			.withMessage("Set TokenSigningPublicKey, or SigningDisabled=true");
	}

	@ParameterizedTest
	@MethodSource("values")
	void templateAcceptsWhatTheEndpointAccepts(String parameter, String value, boolean accepted) {
		Map<String, String> parameters = with(SIGNED, parameter, value);
		assertThat(passes(() -> deploy(parameters))).isEqualTo(accepted);
		assertThat(passes(() -> check(new DeployedTemplate(withoutPatterns(), parameters)))).isEqualTo(accepted);
	}

	static Stream<Arguments> values() {
		String pem = KEY.pem();
		return Stream.of(Arguments.of("AuthorizerName", "a=b,c@d-e_f", true),
				Arguments.of("AuthorizerName", "a".repeat(128), true),
				Arguments.of("AuthorizerName", "a".repeat(129), false), Arguments.of("AuthorizerName", "a b", false),
				Arguments.of("AuthorizerName", "a/b", false), Arguments.of("AuthorizerName", "", false),
				Arguments.of("TokenKeyName", "device_token-1", true),
				Arguments.of("TokenKeyName", "a".repeat(129), false),
				Arguments.of("TokenKeyName", "device.token", false), Arguments.of("TokenKeyName", "", false),
				Arguments.of("TokenSigningPublicKey", pem + "\n", true),
				Arguments.of("TokenSigningPublicKey", pem.replace("\n", "\r\n"), true),
				Arguments.of("TokenSigningPublicKey", pem.replace("\n", " "), false),
				Arguments.of("TokenSigningPublicKey", pem.replace("PUBLIC", "RSA PUBLIC"), false),
				Arguments.of("TokenSigningPublicKey", pem.replace("PUBLIC", "PRIVATE"), false),
				Arguments.of("TokenSigningPublicKey", pem.replaceAll("-----.*-----", ""), false),
				Arguments.of("DomainConfigurationName", "devices.test-1", true),
				Arguments.of("DomainConfigurationName", "IoT:Data-ATS", false));
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://a1-ats.iot.eu-west-1.amazonaws.com", "a1.iot.eu-west-1.amazonaws.com",
			"a1-ats.iot.eu-west-1.amazonaws.com:8883", "iot.eu-west-1.amazonaws.com", "" })
	void valueThatIsNoDataEndpointIsNotDeployed(String endpoint) {
		assertThatIllegalArgumentException().isThrownBy(() -> deploy(with(SIGNED, "Endpoint", endpoint)))
			.withMessageContaining("Endpoint");
	}

	@Test
	void outputIsTheConfigurationOfAnApplication() {
		assertThat(deploy(UNSIGNED).outputs()).containsEntry("ApplicationYaml", """
				aws.iot.custom-auth:
				  endpoint: a1b2c3d4e5f6g7-ats.iot.eu-west-1.amazonaws.com
				  authorizer-name: DeviceAuthorizer
				  username: thermometer
				  password: ${AWS_IOT_PASSWORD}
				""").doesNotContainKey("DomainNameCommand");
	}

	@Test
	void outputOfSigningHasTheToken() {
		assertThat(deploy(SIGNED).outputs().get("ApplicationYaml"))
			.startsWith(deploy(UNSIGNED).outputs().get("ApplicationYaml"))
			.endsWith("""
					  token-key-name: DeviceToken
					  token-value: ${AWS_IOT_TOKEN_VALUE}
					  token-signature: ${AWS_IOT_TOKEN_SIGNATURE}
					""");
	}

	@Test
	void outputOfDomainNamesIt() {
		assertThat(deploy(with(SIGNED, "DomainConfigurationName", "devices")).outputs()).containsEntry(
				"DomainNameCommand",
				"aws iot describe-domain-configuration --domain-configuration-name devices --query domainName --output text");
	}

	@Test
	void pageShowsTheOutput() throws IOException {
		String output = deploy(SIGNED).outputs().get("ApplicationYaml");
		assertThat(Files.readString(PAGE)).contains("```yaml\n" + output + "```");
	}

	@Test
	void pageListsTheParameters() throws IOException {
		List<String> rows = Pattern.compile("(?m)^\\| `([A-Z][a-z]\\w+)` \\|")
			.matcher(Files.readString(PAGE))
			.results()
			.map((row) -> row.group(1))
			.toList();
		assertThat(rows).containsExactlyElementsOf(deploy(SIGNED).parameters());
	}

	@Test
	void functionMayWriteItsLogAndNothingElse() {
		assertThat(deploy(SIGNED).resource("AWS::IAM::Role").orElseThrow()).doesNotContainKey("ManagedPolicyArns")
			.extractingByKey("Policies")
			.asInstanceOf(InstanceOfAssertFactories.LIST)
			.singleElement()
			.extracting("PolicyDocument.Statement")
			.asInstanceOf(InstanceOfAssertFactories.LIST)
			.singleElement()
			.asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
			.containsEntry("Action", List.of("logs:CreateLogStream", "logs:PutLogEvents"))
			.containsEntry("Resource", "arn:aws:logs:eu-west-1:123456789012:log-group:FunctionLog:*");
	}

	private DeployedTemplate deploy(Map<String, String> parameters) {
		return new DeployedTemplate(this.text, parameters);
	}

	private String withoutPatterns() {
		return this.text.replaceAll("AllowedPattern: .*", "AllowedPattern: '[\\\\s\\\\S]*'")
			.replaceAll("MinLength: .*", "MinLength: 0")
			.replaceAll("MaxLength: .*", "MaxLength: 4096");
	}

	private static void check(DeployedTemplate template) {
		DeployedAuthorizer.register(template, function(template));
		DeployedAuthorizer.requirePermission(template);
		DeployedAuthorizer.requireDomain(template);
	}

	private static CustomAuthorizer function(DeployedTemplate template) {
		return LambdaHandlerAuthorizer.create("Function", "eu-west-1", DeployedAuthorizer.requireFunction(template),
				AwsTemplateTests.class.getClassLoader(), Duration.ofSeconds(5));
	}

	private Policies policies() {
		return (Policies) ((Granted) connect(deploy(UNSIGNED), PASSWORD, "")).policies();
	}

	private static ConnectDecision connect(DeployedTemplate template, String password, String parameters) {
		return connect(DeployedAuthorizer.register(template, function(template)), password, parameters);
	}

	private static ConnectDecision connect(RegisteredAuthorizer authorizer, String password, String parameters) {
		AuthorizerRegistry registry = new AuthorizerRegistry(List.of(authorizer), null);
		return registry.authorize(new ConnectAttempt(5, "sample-app-1f2e3d",
				"thermometer?x-amz-customauthorizer-name=DeviceAuthorizer" + parameters, base64(password), ENDPOINT,
				null));
	}

	private static String token(SigningKey key) {
		String signature = URLEncoder.encode(key.sign("gateway-7"), StandardCharsets.UTF_8);
		return "&DeviceToken=gateway-7&x-amz-customauthorizer-signature=" + signature;
	}

	private static String base64(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	private static Map<String, String> with(Map<String, String> parameters, String name, String value) {
		Map<String, String> changed = new HashMap<>(parameters);
		changed.put(name, value);
		return changed;
	}

	private static boolean passes(Runnable check) {
		try {
			check.run();
			return true;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

}
