package io.github.iotcustomauth.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Condition for connections that have names.
 */
final class OnNamedConnections extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		String key = InvalidIotPropertyException.key("connections");
		boolean named = !ConnectionProperties.names(context.getEnvironment()).isEmpty();
		ConditionMessage message = ConditionMessage.forCondition("Named IoT connections")
			.because("'" + key + "' has " + (named ? "some" : "none"));
		return new ConditionOutcome(named, message);
	}

	/**
	 * Condition for a connection without a name.
	 */
	static final class Not extends NoneNestedConditions {

		Not() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@Conditional(OnNamedConnections.class)
		static class Named {

		}

	}

}
