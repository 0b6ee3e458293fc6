package io.github.iotcustomauth.local.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.github.iotcustomauth.local.authorizer.AuthorizerResponse;
import io.github.iotcustomauth.local.authorizer.CustomAuthorizer;
import io.github.iotcustomauth.local.authorizer.RegisteredAuthorizer;
import io.github.iotcustomauth.local.authorizer.StaticAuthorizer;
import io.github.iotcustomauth.local.authorizer.TokenVerifier;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreProperties.Authorizer;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ResourceLoader;
import org.springframework.util.StringUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * Maps the properties of one authorizer, and the bean that may decide instead of them.
 */
final class AuthorizerPropertiesMapper {

	/**
	 * Least privilege that still lets a client do something.
	 */
	static final String DEFAULT_POLICY = """
			{
				"Version": "2012-10-17",
				"Statement": [
					{
						"Sid": "ConnectAsItself",
						"Effect": "Allow",
						"Action": "iot:Connect",
						"Resource": "arn:aws:iot:*:*:client/${iot:ClientId}"
					},
					{
						"Sid": "UseOwnTopics",
						"Effect": "Allow",
						"Action": ["iot:Publish", "iot:Receive", "iot:Subscribe"],
						"Resource": [
							"arn:aws:iot:*:*:topic/${iot:ClientId}/*",
							"arn:aws:iot:*:*:topicfilter/${iot:ClientId}/*"
						]
					}
				]
			}
			""";

	private final PropertyTexts texts;

	private final SigningPropertiesMapper signing;

	private final LambdaPropertiesMapper lambda;

	AuthorizerPropertiesMapper(ResourceLoader resourceLoader) {
		this.texts = new PropertyTexts(resourceLoader);
		this.signing = new SigningPropertiesMapper(this.texts);
		this.lambda = new LambdaPropertiesMapper(resourceLoader);
	}

	RegisteredAuthorizer create(String name, Authorizer properties, @Nullable CustomAuthorizer bean) {
		String key = "authorizers." + name;
		TokenVerifier tokenVerifier = this.signing.map(key, properties);
		CustomAuthorizer function = function(name, key, properties, bean);
		return LocalIotCoreConfigurationException.valid(key, "Give it a name that AWS IoT Core takes.",
				() -> new RegisteredAuthorizer(name, properties.getStatus(), tokenVerifier, function));
	}

	private CustomAuthorizer function(String name, String key, Authorizer properties, @Nullable CustomAuthorizer bean) {
		CustomAuthorizer function = this.lambda.map(name, key + ".lambda", properties.getLambda());
		if (function != null && bean != null) {
			throw new LocalIotCoreConfigurationException(key + ".lambda",
					"it is set although there is a bean '" + name + "' that decides",
					"Remove the property or the bean.");
		}
		if (function == null) {
			function = bean;
		}
		if (function == null) {
			return staticAuthorizer(name, key, properties);
		}
		String decider = (bean != null) ? "the bean '" + name + "'" : "the Lambda function";
		forbid(!properties.getUsers().isEmpty(), key + ".users", decider);
		forbid(StringUtils.hasText(properties.getPolicy()), key + ".policy", decider);
		forbid(properties.getDisconnectAfter() != null, key + ".disconnect-after", decider);
		forbid(properties.getRefreshAfter() != null, key + ".refresh-after", decider);
		return function;
	}

	private static void forbid(boolean condition, String key, String decider) {
		if (condition) {
			throw new LocalIotCoreConfigurationException(key, "it is set although " + decider + " decides",
					"Remove the property: its place is in the answer of " + decider + ".");
		}
	}

	private CustomAuthorizer staticAuthorizer(String name, String key, Authorizer properties) {
		properties.getUsers().forEach((user, password) -> requirePassword(key + ".users." + user, password));
		if (properties.getUsers().isEmpty() && properties.getSigningKeys().isEmpty()) {
			throw new LocalIotCoreConfigurationException(key,
					"it has neither users nor signing keys, no Lambda function and no bean, so it cannot decide",
					"Give it 'users', 'signing-keys', 'lambda.handler' or 'lambda.url', or define a bean '" + name
							+ "' of the type CustomAuthorizer.");
		}
		boolean hasPolicy = StringUtils.hasText(properties.getPolicy());
		String policy = policy(key + ".policy", properties.getPolicy());
		Long disconnectAfter = seconds(key + ".disconnect-after", properties.getDisconnectAfter());
		Long refreshAfter = seconds(key + ".refresh-after", properties.getRefreshAfter());
		Map<String, String> users = Map.copyOf(properties.getUsers());
		Supplier<StaticAuthorizer> authorizer = () -> new StaticAuthorizer(name, users, List.of(policy),
				disconnectAfter, refreshAfter);
		return hasPolicy ? authorizer.get() : whenAsked(authorizer);
	}

	/**
	 * Make an authorizer when it is asked for the first time. To read a policy loads
	 * JSON, for which the start need not wait when the policy is known to be valid.
	 * @param authorizer makes it
	 * @return an authorizer that decides as that one
	 */
	static CustomAuthorizer whenAsked(Supplier<StaticAuthorizer> authorizer) {
		SingletonSupplier<StaticAuthorizer> made = SingletonSupplier.of(authorizer);
		return (event) -> made.obtain().authorize(event);
	}

	private static void requirePassword(String key, String password) {
		if (!StringUtils.hasLength(password)) {
			throw new LocalIotCoreConfigurationException(key, "the password is empty", "Set a password.");
		}
	}

	private static @Nullable Long seconds(String key, @Nullable Duration duration) {
		if (duration == null) {
			return null;
		}
		long seconds = duration.toSeconds();
		if (seconds < AuthorizerResponse.MINIMUM_SECONDS || seconds > AuthorizerResponse.MAXIMUM_SECONDS) {
			throw new LocalIotCoreConfigurationException(key, "it is " + seconds + " seconds, AWS IoT Core takes "
					+ AuthorizerResponse.MINIMUM_SECONDS + " to " + AuthorizerResponse.MAXIMUM_SECONDS,
					"Use 5 minutes to 1 day.");
		}
		return seconds;
	}

	private String policy(String key, @Nullable String value) {
		return StringUtils.hasText(value) ? this.texts.readPolicy(key, value) : DEFAULT_POLICY;
	}

}
