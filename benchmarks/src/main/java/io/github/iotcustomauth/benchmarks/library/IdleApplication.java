package io.github.iotcustomauth.benchmarks.library;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.github.iotcustomauth.benchmarks.client.Reading;
import io.github.iotcustomauth.benchmarks.client.StarterApplication;
import io.github.iotcustomauth.internal.transport.MqttTransportFactory;
import io.github.iotcustomauth.listener.IotListener;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Application with the starter on an {@link IdleTransport}.
 */
@Configuration(proxyBeanMethods = false)
class IdleApplication {

	private volatile @Nullable IdleTransport transport;

	@Bean
	MqttTransportFactory transports() {
		return (settings, credentials, listener) -> {
			IdleTransport created = new IdleTransport(listener);
			this.transport = created;
			return created;
		};
	}

	IdleTransport transport() {
		return Objects.requireNonNull(this.transport);
	}

	@IotListener("library/bytes/{device}")
	void bytes(byte[] payload) {
	}

	@IotListener("library/json/{device}")
	void json(Reading reading) {
	}

	static ConfigurableApplicationContext start(String... arguments) {
		List<String> all = new ArrayList<>(List.of("--aws.iot.custom-auth.endpoint=localhost",
				// what is never acknowledged is not waited for
				"--spring.lifecycle.timeout-per-shutdown-phase=100ms"));
		all.addAll(List.of(arguments));
		// without a database unless there is one
		if (all.stream().noneMatch((argument) -> argument.startsWith("--spring.datasource.url="))) {
			all.add(StarterApplication.METERS_ONLY);
		}
		return StarterApplication.start("library", IdleApplication.class, all);
	}

}
