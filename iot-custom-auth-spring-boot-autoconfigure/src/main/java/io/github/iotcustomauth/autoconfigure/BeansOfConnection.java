package io.github.iotcustomauth.autoconfigure;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;

/**
 * Beans of the application for one of several connections. A bean that is qualified by
 * the name of a connection is for that connection, any other is for all of them.
 *
 * @param beanFactory has the beans
 * @param connections the names of all connections
 * @param connection the name of the connection
 */
record BeansOfConnection(ConfigurableListableBeanFactory beanFactory, Set<String> connections, String connection) {

	/**
	 * Find the bean of a type for the connection, or else the one for all.
	 * @param <T> the type
	 * @param type the type
	 * @return the bean, or {@code null} if there is none
	 * @throws NoUniqueBeanDefinitionException if there are several
	 */
	<T> @Nullable T find(Class<T> type) {
		List<String> names = names(type, this.connection::equals);
		if (names.isEmpty()) {
			names = withPrimary(general(type));
		}
		if (names.size() > 1) {
			throw new NoUniqueBeanDefinitionException(type, names);
		}
		return names.isEmpty() ? null : this.beanFactory.getBean(names.get(0), type);
	}

	private List<String> withPrimary(List<String> names) {
		List<String> primary = names.stream()
			.filter((name) -> this.beanFactory.containsBeanDefinition(name)
					&& this.beanFactory.getBeanDefinition(name).isPrimary())
			.toList();
		return (primary.size() == 1) ? primary : names;
	}

	/**
	 * All beans of a type for the connection, and those for all connections, in their
	 * order.
	 * @param <T> the type
	 * @param type the type
	 * @return the beans
	 */
	<T> List<T> all(Class<T> type) {
		return Stream.concat(names(type, this.connection::equals).stream(), general(type).stream())
			.map((name) -> this.beanFactory.getBean(name, type))
			.sorted(AnnotationAwareOrderComparator.INSTANCE)
			.toList();
	}

	private List<String> general(Class<?> type) {
		List<String> named = names(type, this.connections::contains);
		return Arrays.stream(this.beanFactory.getBeanNamesForType(type))
			.filter((name) -> !named.contains(name))
			.toList();
	}

	private List<String> names(Class<?> type, Predicate<String> qualifier) {
		return Arrays.stream(this.beanFactory.getBeanNamesForType(type))
			.filter((name) -> BeanFactoryAnnotationUtils.isQualifierMatch(qualifier, name, this.beanFactory))
			.toList();
	}

}
