using AsyncRL.Environments;
using AsyncRL.Environments.Tabular;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Tabular;

/// <summary>How an environment numbers its states and actions: tables count both from 0.</summary>
/// <param name="States">How many states there are.</param>
/// <param name="Actions">How many actions there are.</param>
/// <param name="FirstState">The number of the first state.</param>
/// <param name="FirstAction">The number of the first action.</param>
internal readonly record struct TabularNumbers(int States, int Actions, int FirstState, int FirstAction)
{
    /// <summary>Those of an environment.</summary>
    /// <exception cref="ArgumentException">Its states or actions have no numbers.</exception>
    public static TabularNumbers Of(Environment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        string name = environment.Unwrapped.GetType().Name;
        if (environment.ObservationSpace is not Discrete states)
        {
            throw new ArgumentException(
                $"The observations of {name} are {environment.ObservationSpace}; " +
                "a tabular method needs numbered states, a Discrete space.");
        }

        if (environment.ActionSpace is not Discrete actions)
        {
            throw new ArgumentException(
                $"The actions of {name} are {environment.ActionSpace}; " +
                "a tabular method needs numbered actions, a Discrete space.");
        }

        return new TabularNumbers(states.Count, actions.Count, states.Start, actions.Start);
    }

    /// <summary>Those of a model: a model counts from 0, but the environment that has it need not.</summary>
    /// <exception cref="ArgumentException">The model is of an environment with other spaces.</exception>
    public static TabularNumbers Of(ITabularModel model)
    {
        var own = new TabularNumbers(model.States, model.Actions, 0, 0);
        if (model is not Environment environment)
        {
            return own;
        }

        TabularNumbers played = Of(environment);
        return (played.States, played.Actions) == (own.States, own.Actions)
            ? played
            : throw new ArgumentException(
                $"The model of {environment.GetType().Name} has {own.States} states and {own.Actions} actions, but its spaces " +
                $"are {environment.ObservationSpace} and {environment.ActionSpace}; give both as many.");
    }
}
