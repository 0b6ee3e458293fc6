package io.github.iotcustomauth.sample;

import java.security.interfaces.RSAPublicKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.iotcustomauth.local.authorizer.AuthorizerStatus;
import io.github.iotcustomauth.local.authorizer.CustomAuthorizer;
import io.github.iotcustomauth.local.authorizer.RegisteredAuthorizer;
import io.github.iotcustomauth.local.authorizer.SigningKeyPem;
import io.github.iotcustomauth.local.authorizer.TokenVerifier;

import org.springframework.util.Assert;

/**
 * The authorizer of a template as the local endpoint registers it, and the rules for what
 * has to stand around it.
 */
final class DeployedAuthorizer {

	private static final Set<String> PROPERTIES = Set.of("AuthorizerFunctionArn", "AuthorizerName",
			"EnableCachingForHttp", "SigningDisabled", "Status", "Tags", "TokenKeyName", "TokenSigningPublicKeys");

	// AWS IoT Core waits no longer for an authorizer
	private static final int MAXIMUM_TIMEOUT = 5;

	private static final String AUTHORIZER = "AWS::IoT::Authorizer";

	private static final String FUNCTION = "AWS::Lambda::Function";

	private DeployedAuthorizer() {
	}

	/**
	 * Register the authorizer.
	 * @param template the template
	 * @param function what the authorizer's function decides
	 * @return the authorizer
	 * @throws IllegalArgumentException if AWS IoT Core would not take it
	 */
	static RegisteredAuthorizer register(DeployedTemplate template, CustomAuthorizer function) {
		Map<String, Object> properties = template.resource(AUTHORIZER).orElseThrow();
		properties.keySet()
			.forEach((name) -> Assert.isTrue(PROPERTIES.contains(name),
					() -> "An authorizer has no property '" + name + "'"));
		AuthorizerStatus status = AuthorizerStatus
			.valueOf((String) properties.getOrDefault("Status", AuthorizerStatus.INACTIVE.name()));
		return new RegisteredAuthorizer((String) properties.get("AuthorizerName"), status, verifier(properties),
				function);
	}

	private static TokenVerifier verifier(Map<String, Object> properties) {
		Map<?, ?> keys = (Map<?, ?>) properties.getOrDefault("TokenSigningPublicKeys", Map.of());
		if (isTrue(properties.getOrDefault("SigningDisabled", false))) {
			Assert.isTrue(keys.isEmpty(), "An authorizer without signing has no keys");
			return null;
		}
		keys.keySet()
			.forEach((name) -> Assert.isTrue(((String) name).matches("[a-zA-Z0-9:_-]{1,128}"),
					() -> "'" + name + "' is no name of a key"));
		Collection<RSAPublicKey> parsed = keys.values()
			.stream()
			.map((pem) -> SigningKeyPem.parse((String) pem))
			.toList();
		return new TokenVerifier((String) properties.getOrDefault("TokenKeyName", ""), parsed);
	}

	private static boolean isTrue(Object value) {
		Assert.isTrue(Set.of("true", "false").contains(value.toString()), () -> "'" + value + "' is no boolean");
		return Boolean.parseBoolean(value.toString());
	}

	/**
	 * Check that AWS IoT Core may call the function of the authorizer, and this
	 * authorizer only.
	 */
	static void requirePermission(DeployedTemplate template) {
		String name = (String) template.resource(AUTHORIZER).orElseThrow().get("AuthorizerName");
		String function = (String) template.resource(AUTHORIZER).orElseThrow().get("AuthorizerFunctionArn");
		Map<String, Object> permission = template.resource("AWS::Lambda::Permission").orElseThrow();
		require(permission, "Action", "lambda:InvokeFunction");
		require(permission, "Principal", "iot.amazonaws.com");
		require(permission, "SourceArn", "arn:aws:iot:eu-west-1:123456789012:authorizer/" + name);
		Assert.isTrue(function.endsWith(":function:" + permission.get("FunctionName")),
				"The permission is for another function");
	}

	/**
	 * Check the function: a Lambda class on a Java runtime that can load it, with no more
	 * time than AWS IoT Core waits.
	 * @return the name of the class
	 */
	static String requireFunction(DeployedTemplate template) {
		Map<String, Object> function = template.resource(FUNCTION).orElseThrow();
		Assert.isTrue(List.of("java17", "java21", "java25").contains(function.get("Runtime")),
				"The runtime cannot load classes of Java 17");
		Assert.isTrue((int) function.get("Timeout") <= MAXIMUM_TIMEOUT, "AWS IoT Core does not wait for the function");
		return (String) function.get("Handler");
	}

	/**
	 * Check the domain configuration, if there is one.
	 */
	static void requireDomain(DeployedTemplate template) {
		template.resource("AWS::IoT::DomainConfiguration").ifPresent((domain) -> {
			Assert.isTrue(((String) domain.get("DomainConfigurationName")).matches("[\\w.-]{1,128}"),
					"It is no name of a domain configuration");
			require(domain, "ServiceType", "DATA");
			Map<?, ?> config = (Map<?, ?>) domain.get("AuthorizerConfig");
			Assert.isTrue(template.resource(AUTHORIZER)
				.orElseThrow()
				.get("AuthorizerName")
				.equals(config.get("DefaultAuthorizerName")), "The default authorizer is another one");
			isTrue(config.get("AllowAuthorizerOverride"));
		});
	}

	private static void require(Map<String, Object> properties, String name, String value) {
		Assert.isTrue(value.equals(properties.get(name)), () -> name + " is not '" + value + "'");
	}

}
