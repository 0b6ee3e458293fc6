package io.github.iotcustomauth.autoconfigure.health;

import java.util.Map;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.health.actuate.endpoint.HttpCodeStatusMapper;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the order of health statuses and
 * their HTTP status codes: those of Spring Boot with the statuses of a connection between
 * them. Spring Boot leaves a status out that its order does not have, and answers it with
 * 200. The application's order, mapping and beans win.
 */
@AutoConfiguration(
		beforeName = "org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration")
@ConditionalOnClass({ HealthContributor.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnEnabledHealthIndicator("iot-custom-auth")
public final class HealthStatusAutoConfiguration {

	private static final String STATUS = "management.endpoint.health.status.";

	@Bean
	@Conditional(NoOrder.class)
	@ConditionalOnMissingBean
	StatusAggregator iotCustomAuthStatusAggregator() {
		return StatusAggregator.of(ConnectionHealthStatus.ORDER.toArray(Status[]::new));
	}

	@Bean
	@ConditionalOnMissingBean
	HttpCodeStatusMapper iotCustomAuthHttpCodeStatusMapper(Environment environment) {
		Map<String, Integer> mapping = Binder.get(environment)
			.bind(STATUS + "http-mapping", Bindable.mapOf(String.class, Integer.class))
			.orElse(Map.of());
		HttpCodeStatusMapper ofApplication = HttpCodeStatusMapper.of(mapping);
		return (status) -> ofApplication
			.getStatusCode((ConnectionHealthStatus.LIKE_DOWN.contains(status) && !isMapped(mapping, status))
					? Status.DOWN : status);
	}

	private static boolean isMapped(Map<String, Integer> mapping, Status status) {
		return mapping.keySet().stream().anyMatch((code) -> code.equalsIgnoreCase(status.getCode()));
	}

	static final class NoOrder extends SpringBootCondition {

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			boolean ordered = Binder.get(context.getEnvironment())
				.bind(STATUS + "order", Bindable.listOf(String.class))
				.isBound();
			return new ConditionOutcome(!ordered, ConditionMessage.forCondition("Order of health statuses")
				.because(ordered ? "the application sets it" : "it is that of Spring Boot"));
		}

	}

}
