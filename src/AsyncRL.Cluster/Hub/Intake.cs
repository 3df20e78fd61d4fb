using AsyncRL.Parameters;

namespace AsyncRL.Cluster.Hub;

/// <summary>What becomes of what actors deliver to a <see cref="LearnerHub"/>: that depends on what learns from it.</summary>
internal abstract class Intake
{
    /// <summary>Steps that an actor is granted at a time.</summary>
    public abstract int Portion { get; }

    /// <summary>What actors play with.</summary>
    public abstract IParameterVersions Parameters { get; }

    /// <summary>The target network's parameters, a version for each refresh; null where actors need none.</summary>
    public virtual IParameterVersions? Target => null;

    /// <summary>Deliveries for which there is room now. Under the gate.</summary>
    public abstract int Free { get; }

    /// <summary>Deliveries that wait to be learnt from. Under the gate.</summary>
    public virtual int Waiting => 0;

    /// <summary>Reads a delivery, at the same time as other threads do.</summary>
    /// <param name="content">The delivery.</param>
    /// <param name="reader">Reads the same bytes; stands at what is reported of play afterwards.</param>
    /// <returns>The delivery.</returns>
    /// <exception cref="InvalidDataException">It does not fit.</exception>
    public abstract Delivered Read(byte[] content, BinaryReader reader);

    /// <summary>Takes a delivery in. Under the gate.</summary>
    /// <param name="delivered">What was read.</param>
    /// <returns>Whether it takes up room until that is made again.</returns>
    public abstract bool Accept(Delivered delivered);

    /// <summary>Ends with a delivery, whether it was accepted or not.</summary>
    /// <param name="delivered">What was read.</param>
    public virtual void End(Delivered delivered)
    {
    }

    /// <summary>Takes in a piece of a gradient. Under the gate.</summary>
    /// <param name="member">Whose it is.</param>
    /// <param name="content">The piece.</param>
    /// <returns>Applies the gradient that it completes, outside of the gate; null where more pieces are to come.</returns>
    /// <exception cref="InvalidDataException">It does not fit.</exception>
    public virtual Action? Take(Member member, byte[] content) =>
        throw new InvalidDataException("a gradient, which nothing here learns from");
}
