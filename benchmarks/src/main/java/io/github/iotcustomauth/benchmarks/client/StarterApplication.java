package io.github.iotcustomauth.benchmarks.client;

import java.util.ArrayList;
import java.util.List;

import io.github.iotcustomauth.autoconfigure.observation.IotObservationAutoConfiguration;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * Application with the starter and nothing else.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class StarterApplication {

	/**
	 * Argument that switches the database off.
	 */
	public static final String NO_DATABASE = "--spring.autoconfigure.exclude="
			+ "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration";

	/**
	 * Argument that switches the database off, and observations, whose cost is measured
	 * by itself.
	 */
	public static final String METERS_ONLY = NO_DATABASE + "," + IotObservationAutoConfiguration.class.getName();

	/**
	 * Start an application that is connected.
	 * @param address the server
	 * @param clientId the client id
	 * @param configuration a class with further beans, or this one
	 * @param arguments further arguments
	 * @return its context
	 */
	public static ConfigurableApplicationContext start(Address address, String clientId, Class<?> configuration,
			String... arguments) {
		List<String> all = new ArrayList<>(
				List.of("--spring.ssl.bundle.pem.iot.truststore.certificate=file:" + address.certificates().caFile(),
						"--aws.iot.custom-auth.endpoint=" + Address.HOST,
						"--aws.iot.custom-auth.port=" + address.port(), "--aws.iot.custom-auth.ssl.bundle=iot"));
		all.addAll(List.of(arguments));
		return start(clientId, configuration, all);
	}

	/**
	 * Start an application that is connected, or has a transport of its own.
	 * @param clientId the client id
	 * @param configuration a class with further beans, or this one
	 * @param arguments further arguments
	 * @return its context
	 */
	public static ConfigurableApplicationContext start(String clientId, Class<?> configuration,
			List<String> arguments) {
		List<String> all = new ArrayList<>(
				List.of("--spring.main.banner-mode=off", "--spring.main.web-application-type=none",
						"--logging.level.root=warn", "--aws.iot.custom-auth.local.enabled=false",
						"--aws.iot.custom-auth.transport=tls", "--aws.iot.custom-auth.username=" + Address.USER,
						"--aws.iot.custom-auth.password=" + Address.USER, "--aws.iot.custom-auth.fail-fast=true",
						"--aws.iot.custom-auth.publish.rate=unlimited", "--aws.iot.custom-auth.client-id=" + clientId));
		all.addAll(arguments);
		return new SpringApplication(StarterApplication.class, configuration).run(all.toArray(String[]::new));
	}

}
