package io.github.iotcustomauth.autoconfigure;

import java.util.List;

/**
 * Thrown when there are several credentials providers and none of them has precedence.
 */
class AmbiguousCredentialsProviderException extends RuntimeException {

	private final List<String> beanNames;

	AmbiguousCredentialsProviderException(List<String> beanNames) {
		super("There are %d beans of type CustomAuthCredentialsProvider, of which one has to have precedence: '%s'"
			.formatted(beanNames.size(), String.join("', '", beanNames)));
		this.beanNames = List.copyOf(beanNames);
	}

	List<String> getBeanNames() {
		return this.beanNames;
	}

}
