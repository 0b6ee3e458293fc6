package io.github.iotcustomauth.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains an {@link AmbiguousCredentialsProviderException}.
 */
class AmbiguousCredentialsProviderFailureAnalyzer
		extends AbstractFailureAnalyzer<AmbiguousCredentialsProviderException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, AmbiguousCredentialsProviderException cause) {
		StringBuilder description = new StringBuilder(
				"The connection to AWS IoT Core takes its credentials from one bean of type "
						+ "CustomAuthCredentialsProvider, but there are several:\n");
		cause.getBeanNames().forEach((name) -> description.append("\n    - ").append(name));
		return new FailureAnalysis(description.toString(),
				"Keep one of these beans, or mark only the one to ask with @Primary.", cause);
	}

}
