package io.github.iotcustomauth.autoconfigure;

import io.github.iotcustomauth.internal.listener.InvalidListenerException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains an {@link InvalidListenerException}.
 */
class InvalidListenerFailureAnalyzer extends AbstractFailureAnalyzer<InvalidListenerException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidListenerException cause) {
		String description = "A method with @IotListener cannot be used:\n\n    Method: %s\n    Bean: %s\n    Reason: %s"
			.formatted(cause.getMethod(), cause.getBeanName(), cause.getReason());
		return new FailureAnalysis(description,
				"Correct the attributes of @IotListener, or the signature of the method.", cause);
	}

}
