package io.github.iotcustomauth.sample;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;
import org.springframework.util.StringUtils;

/**
 * The analysis of a failed start, as Spring Boot would log it. Here it goes to the
 * standard error stream, in terms of the command line.
 */
final class ConnectOnceFailure {

	private ConnectOnceFailure() {
	}

	/**
	 * Describe a failure.
	 * @param ex the exception of the start
	 * @param context the context that did not start, or {@code null} if there was none
	 * @return what happened and what to do, without a stack trace
	 */
	static String describe(Exception ex, @Nullable ConfigurableApplicationContext context) {
		if (context != null) {
			ArgumentResolver arguments = ArgumentResolver.of(BeanFactory.class, context.getBeanFactory())
				.and(Environment.class, context.getEnvironment());
			FailureAnalysis analysis = SpringFactoriesLoader.forDefaultResourceLocation()
				.load(FailureAnalyzer.class, arguments, FailureHandler.handleMessage((message, failure) -> {
				}))
				.stream()
				.map((analyzer) -> analyzer.analyze(ex))
				.filter(Objects::nonNull)
				.findFirst()
				.orElse(null);
			if (analysis != null) {
				return text(analysis);
			}
		}
		return String.valueOf(NestedExceptionUtils.getMostSpecificCause(ex).getMessage());
	}

	private static String text(FailureAnalysis analysis) {
		return StringUtils.hasText(analysis.getAction())
				? analysis.getDescription() + System.lineSeparator() + analysis.getAction() : analysis.getDescription();
	}

}
