package io.github.iotcustomauth.internal.listener;

import java.util.Arrays;

import io.github.iotcustomauth.IotConnection;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;

/**
 * The connections that listeners may name.
 *
 * @param beanFactory has the connections
 */
record ListenerConnections(ListableBeanFactory beanFactory) {

	/**
	 * Find a connection.
	 * @param name the qualifier of its bean, or an empty text for the only or primary one
	 * @return the connection
	 * @throws IllegalArgumentException if there is no such connection
	 */
	IotConnection get(String name) {
		try {
			return name.isEmpty() ? this.beanFactory.getBean(IotConnection.class)
					: BeanFactoryAnnotationUtils.qualifiedBeanOfType(this.beanFactory, IotConnection.class, name);
		}
		catch (NoUniqueBeanDefinitionException ex) {
			throw new IllegalArgumentException(
					"There are several connections (%s): name one with 'connection', or make one of them primary"
						.formatted(beans()),
					ex);
		}
		catch (NoSuchBeanDefinitionException ex) {
			throw new IllegalArgumentException("There is no connection '%s', but the beans %s".formatted(name, beans()),
					ex);
		}
	}

	private String beans() {
		return String.join(", ", Arrays.asList(this.beanFactory.getBeanNamesForType(IotConnection.class)));
	}

}
