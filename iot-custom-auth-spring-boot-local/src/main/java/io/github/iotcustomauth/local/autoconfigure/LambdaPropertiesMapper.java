package io.github.iotcustomauth.local.autoconfigure;

import java.time.Duration;
import java.util.Map;

import io.github.iotcustomauth.local.authorizer.CustomAuthorizer;
import io.github.iotcustomauth.local.authorizer.lambda.LambdaHandlerAuthorizer;
import io.github.iotcustomauth.local.authorizer.lambda.LambdaUrlAuthorizer;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreProperties.Lambda;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ResourceLoader;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Maps the properties of a Lambda function.
 *
 * @param resourceLoader whose class loader knows Lambda classes
 * @param environment the environment of this process, which Lambda classes read
 */
record LambdaPropertiesMapper(ResourceLoader resourceLoader, Map<String, String> environment) {

	// the newest of the classes that are used
	private static final String CORE_CLASS = "com.amazonaws.services.lambda.runtime.CustomPojoSerializer";

	// as long as AWS IoT Core waits for an authorizer (DG/custom-authorizer)
	private static final Duration MAXIMUM_TIMEOUT = Duration.ofSeconds(5);

	private static final String REGION = "AWS_REGION";

	// that of AWS's own examples
	private static final String DEFAULT_REGION = "us-east-1";

	LambdaPropertiesMapper(ResourceLoader resourceLoader) {
		this(resourceLoader, System.getenv());
	}

	@Nullable CustomAuthorizer map(String name, String key, Lambda properties) {
		String handler = properties.getHandler();
		String url = properties.getUrl();
		boolean hasHandler = StringUtils.hasText(handler);
		boolean hasUrl = StringUtils.hasText(url);
		if (hasHandler && hasUrl) {
			throw new LocalIotCoreConfigurationException(key, "it has both a handler and a url", "Remove one of them.");
		}
		Duration timeout = properties.getTimeout();
		if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(MAXIMUM_TIMEOUT) > 0) {
			throw new LocalIotCoreConfigurationException(key + ".timeout",
					"AWS IoT Core waits up to 5 seconds for an authorizer",
					"Set a time of more than 0 and at most 5 seconds.");
		}
		if (handler != null && hasHandler) {
			properties.getEnvironment().forEach((variable, value) -> requireVariable(key, variable, value));
			return handler(name, key + ".handler", handler.strip(), timeout);
		}
		if (url != null && hasUrl) {
			if (!properties.getEnvironment().isEmpty()) {
				throw new LocalIotCoreConfigurationException(key + ".environment",
						"a function behind a URL has an environment of its own",
						"Set it where the function runs: in the template of AWS SAM, or for the container.");
			}
			return LocalIotCoreConfigurationException.valid(key + ".url",
					"Use the URL of the invoke API, for instance 'http://localhost:9000"
							+ LambdaUrlAuthorizer.DEFAULT_PATH + "'.",
					() -> LambdaUrlAuthorizer.create(url.strip(), timeout));
		}
		return null;
	}

	// Java cannot change the environment of its process. The value may be a secret.
	private void requireVariable(String key, String variable, String value) {
		if (!value.equals(this.environment.get(variable))) {
			throw new LocalIotCoreConfigurationException(key + ".environment." + variable,
					"the environment of this process does not have '" + variable + "' with this value",
					"Set the variable where the process is started, since a Lambda class reads the environment of its "
							+ "process, which cannot be changed later. Names with '_' go into square brackets.");
		}
	}

	private CustomAuthorizer handler(String name, String key, String handler, Duration timeout) {
		ClassLoader classLoader = this.resourceLoader.getClassLoader();
		ClassLoader loader = (classLoader != null) ? classLoader : LambdaPropertiesMapper.class.getClassLoader();
		if (!ClassUtils.isPresent(CORE_CLASS, loader)) {
			throw new LocalIotCoreConfigurationException(key,
					"the class path has no aws-lambda-java-core, or a version that is too old",
					"Add the dependency com.amazonaws:aws-lambda-java-core, or use 'lambda.url'.");
		}
		return LocalIotCoreConfigurationException.valid(key,
				"Name a class that AWS's Java runtime runs, with com.amazonaws:aws-lambda-java-core and "
						+ "com.amazonaws:aws-lambda-java-serialization on the class path.",
				() -> LambdaHandlerAuthorizer.create(name, this.environment.getOrDefault(REGION, DEFAULT_REGION),
						handler, loader, timeout));
	}

}
