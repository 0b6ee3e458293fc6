package io.github.iotcustomauth.local.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Analyzes a {@link LocalIotCoreConfigurationException}.
 */
final class LocalIotCoreConfigurationFailureAnalyzer
		extends AbstractFailureAnalyzer<LocalIotCoreConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, LocalIotCoreConfigurationException cause) {
		String description = "The local IoT Core endpoint could not start because of the property '"
				+ cause.getProperty() + "':" + System.lineSeparator() + System.lineSeparator() + "    "
				+ cause.getReason();
		return new FailureAnalysis(description, cause.getAction(), cause);
	}

}
