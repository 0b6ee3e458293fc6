package io.github.iotcustomauth.autoconfigure;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains the {@link IotConnectionException} of a start that waits for the connection.
 */
class IotConnectionFailureAnalyzer extends AbstractFailureAnalyzer<IotConnectionException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, IotConnectionException cause) {
		IotFailure failure = cause.getFailure();
		String description = String.valueOf(cause.getMessage()).replace(failure.toString(), failure.title() + ".");
		return new FailureAnalysis(description, action(failure.causes()), cause);
	}

	private static String action(List<String> causes) {
		if (causes.size() == 1) {
			return causes.get(0) + ".";
		}
		return IntStream.range(0, causes.size())
			.mapToObj((i) -> "%n    %d. %s.".formatted(i + 1, causes.get(i)))
			.collect(Collectors.joining("", "Possible causes, the most likely one first:", ""));
	}

}
