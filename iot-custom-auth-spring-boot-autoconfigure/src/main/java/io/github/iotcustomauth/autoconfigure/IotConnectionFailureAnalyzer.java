package io.github.iotcustomauth.autoconfigure;

import io.github.iotcustomauth.IotConnectionException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains the {@link IotConnectionException} of a start that waits for the connection.
 */
class IotConnectionFailureAnalyzer extends AbstractFailureAnalyzer<IotConnectionException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, IotConnectionException cause) {
		String whatToCheck = cause.getFailure().whatToCheck();
		String description = String.valueOf(cause.getMessage()).replace(": " + whatToCheck, ".");
		return new FailureAnalysis(description, whatToCheck + ".", cause);
	}

}
