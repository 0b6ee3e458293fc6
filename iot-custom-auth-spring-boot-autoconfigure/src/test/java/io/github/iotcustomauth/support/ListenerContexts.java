package io.github.iotcustomauth.support;

import io.github.iotcustomauth.autoconfigure.IotCustomAuthAutoConfiguration;
import io.github.iotcustomauth.autoconfigure.IotMessagingAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;

/**
 * Contexts with listeners that are connected to an endpoint.
 */
public final class ListenerContexts {

	private ListenerContexts() {
	}

	public static ApplicationContextRunner connectedTo(LocalEndpoint endpoint) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(IotCustomAuthAutoConfiguration.class,
					IotMessagingAutoConfiguration.class, SslAutoConfiguration.class, ValidationAutoConfiguration.class))
			.withPropertyValues("spring.ssl.bundle.pem.iot.truststore.certificate=" + endpoint.caPem(),
					"aws.iot.custom-auth.ssl.bundle=iot", "aws.iot.custom-auth.endpoint=localhost",
					"aws.iot.custom-auth.port=" + endpoint.port(), "aws.iot.custom-auth.username=alice",
					"aws.iot.custom-auth.password=secret", "aws.iot.custom-auth.fail-fast=true",
					"aws.iot.custom-auth.publish.rate=unlimited");
	}

}
