namespace AsyncRL.Environments.ClassicControl;

/// <summary>The angles of the two links and their velocities, and how they move.</summary>
/// <param name="Angle1">The first link's angle from hanging down, in radians.</param>
/// <param name="Angle2">The second link's angle from the first one's direction.</param>
/// <param name="Velocity1">The first angle's velocity, in radians a second.</param>
/// <param name="Velocity2">The second angle's velocity.</param>
internal readonly record struct AcrobotState(double Angle1, double Angle2, double Velocity1, double Velocity2)
{
    public const double TopVelocity1 = 4 * Math.PI;
    public const double TopVelocity2 = 9 * Math.PI;

    // Both links have length 1, mass 1, their centre of mass in the middle and the moment of inertia 1.
    private const double Gravity = 9.8;
    private const double Middle = 0.5;
    private const double Inertia = 1;
    private const double Tau = 0.2; // seconds per step

    /// <summary>Whether the free end is more than one link's length above the fixed point.</summary>
    public bool IsUp => -Math.Cos(Angle1) - Math.Cos(Angle2 + Angle1) > 1;

    /// <summary>
    /// One Runge-Kutta step of fourth order under a constant torque; then angles are wrapped and velocities bounded.
    /// </summary>
    public AcrobotState Step(double torque)
    {
        AcrobotState k1 = Derivative(torque);
        AcrobotState k2 = Plus(Tau / 2, k1).Derivative(torque);
        AcrobotState k3 = Plus(Tau / 2, k2).Derivative(torque);
        AcrobotState k4 = Plus(Tau, k3).Derivative(torque);
        return new AcrobotState(
            Wrap(Angle1 + (Tau / 6 * (k1.Angle1 + (2 * k2.Angle1) + (2 * k3.Angle1) + k4.Angle1))),
            Wrap(Angle2 + (Tau / 6 * (k1.Angle2 + (2 * k2.Angle2) + (2 * k3.Angle2) + k4.Angle2))),
            Math.Clamp(
                Velocity1 + (Tau / 6 * (k1.Velocity1 + (2 * k2.Velocity1) + (2 * k3.Velocity1) + k4.Velocity1)),
                -TopVelocity1, TopVelocity1),
            Math.Clamp(
                Velocity2 + (Tau / 6 * (k1.Velocity2 + (2 * k2.Velocity2) + (2 * k3.Velocity2) + k4.Velocity2)),
                -TopVelocity2, TopVelocity2));
    }

    /// <summary>The equations of motion of Sutton and Barto's book.</summary>
    private AcrobotState Derivative(double torque)
    {
        double cosine2 = Math.Cos(Angle2), sine2 = Math.Sin(Angle2);
        double d1 = (Middle * Middle) + (1 + (Middle * Middle) + (2 * Middle * cosine2)) + Inertia + Inertia;
        double d2 = (Middle * Middle) + (Middle * cosine2) + Inertia;
        double phi2 = Middle * Gravity * Math.Cos(Angle1 + Angle2 - (Math.PI / 2));
        double phi1 = (-Middle * (Velocity2 * Velocity2) * sine2)
            - (2 * Middle * Velocity2 * Velocity1 * sine2)
            + ((Middle + 1) * Gravity * Math.Cos(Angle1 - (Math.PI / 2)))
            + phi2;
        double acceleration2 = (torque + (d2 / d1 * phi1) - (Middle * (Velocity1 * Velocity1) * sine2) - phi2)
            / ((Middle * Middle) + Inertia - (d2 * d2 / d1));
        double acceleration1 = -((d2 * acceleration2) + phi1) / d1;
        return new AcrobotState(Velocity1, Velocity2, acceleration1, acceleration2);
    }

    private AcrobotState Plus(double time, AcrobotState slope) => new(
        Angle1 + (time * slope.Angle1),
        Angle2 + (time * slope.Angle2),
        Velocity1 + (time * slope.Velocity1),
        Velocity2 + (time * slope.Velocity2));

    private static double Wrap(double angle)
    {
        while (angle > Math.PI)
        {
            angle -= 2 * Math.PI;
        }

        while (angle < -Math.PI)
        {
            angle += 2 * Math.PI;
        }

        return angle;
    }
}
