package io.github.iotcustomauth.local.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.github.iotcustomauth.local.LocalIotCore;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreAccess;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreAutoConfiguration;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.core.annotation.AliasFor;

/**
 * Gives the application context of a test a local endpoint of its own, on a free port,
 * whatever the application's properties say about starting one. The connection of the
 * application finds it by itself; a test gets it, and what other clients need, injected
 * as {@link LocalIotCore} and {@link LocalIotCoreAccess}. To be used beside
 * {@code @SpringBootTest} or a slice of it.
 * <p>
 * The endpoint lives as long as the context, which Spring keeps for other test classes
 * with the same configuration. After each test it is {@linkplain LocalIotCore#reset()
 * reset}. The application's authorizers are used, if it has any.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration(LocalIotCoreAutoConfiguration.class)
public @interface LocalIotCoreTest {

	/**
	 * Alias for {@link #properties}.
	 * @return the properties
	 */
	@AliasFor("properties")
	String[] value() default {};

	/**
	 * Properties of the endpoint as {@code key=value}, without the prefix
	 * {@code aws.iot.custom-auth.local}, for instance
	 * {@code authorizers.DeviceAuthorizer.users.gateway-7=secret}. They win over all
	 * others, and may have placeholders.
	 * @return the properties
	 */
	@AliasFor("value")
	String[] properties() default {};

}
