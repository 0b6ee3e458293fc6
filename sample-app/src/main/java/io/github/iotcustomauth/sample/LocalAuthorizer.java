package io.github.iotcustomauth.sample;

import java.time.Duration;

import io.github.iotcustomauth.local.authorizer.CustomAuthorizer;
import io.github.iotcustomauth.local.authorizer.lambda.LambdaHandlerAuthorizer;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/**
 * The authorizer of the local endpoint: the Lambda class that also runs in AWS. It is a
 * bean, and not the property {@code lambda.handler}, so that the page can show its calls.
 */
@Configuration(proxyBeanMethods = false)
@Profile("local")
class LocalAuthorizer {

	private static final String NAME = "DeviceAuthorizer";

	@Bean(NAME)
	CustomAuthorizer deviceAuthorizer() {
		return LambdaHandlerAuthorizer.create(NAME, "us-east-1", AuthorizerFunction.class.getName(),
				AuthorizerFunction.class.getClassLoader(), Duration.ofSeconds(5));
	}

}
