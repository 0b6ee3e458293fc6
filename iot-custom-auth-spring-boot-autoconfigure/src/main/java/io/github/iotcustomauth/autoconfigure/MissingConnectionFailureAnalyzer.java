package io.github.iotcustomauth.autoconfigure;

import java.util.Set;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotOutbox;
import io.github.iotcustomauth.client.IotClient;
import io.github.iotcustomauth.listener.IotListenerRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.analyzer.AbstractInjectionFailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Explains why a bean of the library is missing when a property says so. Comes before
 * Spring Boot's analyzer, which advises to define the bean.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class MissingConnectionFailureAnalyzer extends AbstractInjectionFailureAnalyzer<NoSuchBeanDefinitionException> {

	private static final String ENABLED = InvalidIotPropertyException.key("enabled");

	private static final String OUTBOX = InvalidIotPropertyException.key("publish.outbox");

	private static final Set<Class<?>> BEANS = Set.of(IotConnection.class, IotClient.class, IotListenerRegistry.class,
			IotOutbox.class);

	private final Environment environment;

	MissingConnectionFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause,
			@Nullable String description) {
		Class<?> type = (cause.getResolvableType() != null) ? cause.getResolvableType().resolve() : null;
		if (type == null || !BEANS.contains(type) || cause instanceof NoUniqueBeanDefinitionException) {
			return null;
		}
		String required = "%s required a bean of type '%s'"
			.formatted((description != null) ? description : "A component", type.getName());
		if (!this.environment.getProperty(ENABLED, Boolean.class, true)) {
			return new FailureAnalysis("%s, which is missing because '%s' is 'false'.".formatted(required, ENABLED),
					"Set '%s' to 'true', or inject an ObjectProvider<%s>, which may have none.".formatted(ENABLED,
							type.getSimpleName()),
					cause);
		}
		return (type == IotOutbox.class) ? new FailureAnalysis(
				"%s, which is missing because there is no outbox.".formatted(required),
				"Set '%s' to 'jdbc', or inject an ObjectProvider<IotOutbox>, which may have none.".formatted(OUTBOX),
				cause) : null;
	}

}
