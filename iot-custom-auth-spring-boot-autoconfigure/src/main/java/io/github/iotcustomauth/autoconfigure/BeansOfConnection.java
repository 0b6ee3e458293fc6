package io.github.iotcustomauth.autoconfigure;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;

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
		List<String> primary = names.stream().filter((name) -> isPrimary(definition(name))).toList();
		return (primary.size() == 1) ? primary : names;
	}

	private static boolean isPrimary(@Nullable BeanDefinition definition) {
		return definition != null && definition.isPrimary();
	}

	/**
	 * All beans of a type for the connection, and those for all connections, in their
	 * order.
	 * @param <T> the type
	 * @param type the type
	 * @return the beans
	 */
	<T> List<T> all(Class<T> type) {
		Set<T> selected = Collections.newSetFromMap(new IdentityHashMap<>());
		Stream.concat(names(type, this.connection::equals).stream(), general(type).stream())
			.forEach((name) -> selected.add(this.beanFactory.getBean(name, type)));
		return this.beanFactory.getBeanProvider(type).orderedStream().filter(selected::contains).toList();
	}

	/**
	 * Whether there is a bean of a type for this connection.
	 * @param type the type
	 * @return whether one is qualified by its name
	 */
	boolean isOwn(Class<?> type) {
		return !names(type, this.connection::equals).isEmpty();
	}

	private List<String> general(Class<?> type) {
		List<String> named = names(type, this.connections::contains);
		return candidates(type).filter((name) -> !named.contains(name) && isDefaultCandidate(name)).toList();
	}

	private boolean isDefaultCandidate(String name) {
		return !(definition(name) instanceof AbstractBeanDefinition definition) || definition.isDefaultCandidate();
	}

	private List<String> names(Class<?> type, Predicate<String> qualifier) {
		return candidates(type)
			.filter((name) -> BeanFactoryAnnotationUtils.isQualifierMatch(qualifier, name, this.beanFactory))
			.toList();
	}

	// not the target of a scoped proxy
	private Stream<String> candidates(Class<?> type) {
		return Arrays.stream(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, type))
			.filter((name) -> isCandidate(definition(name)));
	}

	private static boolean isCandidate(@Nullable BeanDefinition definition) {
		return definition == null || definition.isAutowireCandidate();
	}

	private @Nullable BeanDefinition definition(String name) {
		return this.beanFactory.containsBeanDefinition(name) ? this.beanFactory.getMergedBeanDefinition(name) : null;
	}

}
