package io.github.iotcustomauth.autoconfigure.outbox;

import java.util.Map;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Condition for an outbox of the connection, or of one of several.
 */
final class OnJdbcOutbox extends SpringBootCondition {

	private static final String PREFIX = "aws.iot.custom-auth.";

	private static final String CONNECTIONS = PREFIX + "connections";

	private static final String OUTBOX = "publish.outbox";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		Binder binder = Binder.get(context.getEnvironment());
		boolean wanted = isJdbc(binder, PREFIX) || binder.bind(CONNECTIONS, Bindable.mapOf(String.class, Object.class))
			.map(Map::keySet)
			.map((names) -> names.stream()
				.filter((name) -> name.matches("[a-z0-9-]+"))
				.anyMatch((name) -> isJdbc(binder, CONNECTIONS + "." + name + ".")))
			.orElse(false);
		return new ConditionOutcome(wanted, ConditionMessage.forCondition("IoT outbox")
			.because("'" + OUTBOX + "' is " + (wanted ? "" : "not ") + "jdbc"));
	}

	private static boolean isJdbc(Binder binder, String prefix) {
		return binder.bind(prefix + OUTBOX, String.class).map("jdbc"::equalsIgnoreCase).orElse(false);
	}

}
