package io.github.iotcustomauth.local.autoconfigure;

import java.time.Duration;

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
 */
record LambdaPropertiesMapper(ResourceLoader resourceLoader) {

	private static final String CORE_CLASS = "com.amazonaws.services.lambda.runtime.RequestHandler";

	// as long as AWS IoT Core waits for an authorizer (DG/custom-authorizer)
	private static final Duration MAXIMUM_TIMEOUT = Duration.ofSeconds(5);

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
			return handler(name, key + ".handler", handler.strip(), timeout);
		}
		if (url != null && hasUrl) {
			return LocalIotCoreConfigurationException.valid(key + ".url",
					"Use the URL of the invoke API, for instance 'http://localhost:9000"
							+ LambdaUrlAuthorizer.DEFAULT_PATH + "'.",
					() -> LambdaUrlAuthorizer.create(url.strip(), timeout));
		}
		return null;
	}

	private CustomAuthorizer handler(String name, String key, String handler, Duration timeout) {
		ClassLoader classLoader = this.resourceLoader.getClassLoader();
		ClassLoader loader = (classLoader != null) ? classLoader : LambdaPropertiesMapper.class.getClassLoader();
		if (!ClassUtils.isPresent(CORE_CLASS, loader)) {
			throw new LocalIotCoreConfigurationException(key, "the class path has no aws-lambda-java-core",
					"Add the dependency com.amazonaws:aws-lambda-java-core, or use 'lambda.url'.");
		}
		return LocalIotCoreConfigurationException.valid(key,
				"Name a class that implements RequestHandler or RequestStreamHandler of aws-lambda-java-core.",
				() -> LambdaHandlerAuthorizer.create(name, handler, loader, timeout));
	}

}
