namespace CharRnn.Training;

/// <summary>The order in which an epoch reads the text.</summary>
public enum ChunkOrder
{
    /// <summary>From the start to the end.</summary>
    Sequential,

    /// <summary>In chunks of <see cref="TrainingOptions.ChunkLength"/> characters, each once, in a new order every epoch. The state is zero at the start of each.</summary>
    Shuffled,

    /// <summary>In chunks of <see cref="TrainingOptions.ChunkLength"/> characters that begin at random places, as many as fit into the text. The state is zero at the start of each.</summary>
    Random,
}

/// <summary>How the losses of a window's characters are combined into the loss that is reported and whose gradient is clipped and applied.</summary>
public enum LossReduction
{
    /// <summary>L, the sum over steps and streams, in nats. The convention of the published experiment.</summary>
    Sum,

    /// <summary>
    /// L/(τB), in nats per character. The gradient is τB times smaller than that of the sum, so other limits for clipping and another η for gradient
    /// descent are needed; the steps of AdaGrad, RMSProp and Adam hardly change.
    /// </summary>
    Mean,
}
